package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** /v2/groups and /v2/deployments on a real server (spec §1.4, §1.6). */
class GroupsApiTest {

    private static final String PRODUCT =
            "{'id':'/product','groups':[{'id':'db','apps':[{'id':'mongo','cmd':'x','cpus':0.1}]},"
                    + "{'id':'service','dependencies':['/product/db'],"
                    + "'apps':[{'id':'rails','cmd':'y','cpus':0.1,'instances':2}]}]}";

    private final Served marathon = new Served();

    @AfterEach
    void close() {
        marathon.close();
    }

    @Test
    void createsANestedGroupInTheOrderOfItsDependencies() {
        Served.Answer answer = marathon.post("/v2/groups", PRODUCT);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/product");
        marathon.settle();
        JsonNode group = marathon.get("/v2/groups/product").json();
        assertThat(group.path("groups").path(0).path("apps").path(0).path("id").asText())
                .isEqualTo("/product/db/mongo");
        assertThat(group.has("pods")).isTrue();
        assertThat(marathon.get("/v2/apps/product/*").json().path("*")).hasSize(2);
        assertThat(marathon.get("/v2/groups/product/apps").json()).hasSize(2);
        assertThat(marathon.post("/v2/groups", PRODUCT).status()).isEqualTo(409);
    }

    @Test
    void saysThatAGroupExists() {
        Served.Answer answer = marathon.post("/v2/groups", "{}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("message").asText())
                .isEqualTo("Group / is already created. Use PUT to change this group.");
    }

    @Test
    void showsThePlanOfADryRunAndChangesNothing() {
        Served.Answer answer = marathon.put("/v2/groups/product?dryRun=true", PRODUCT);
        assertThat(answer.status()).isEqualTo(200);
        JsonNode steps = answer.json().path("steps");
        assertThat(steps).hasSize(3);
        assertThat(steps.path(0).path("actions").path(0).path("action").asText())
                .isEqualTo("StartApplication");
        assertThat(steps.path(1).path("actions").path(0).path("app").asText())
                .isEqualTo("/product/db/mongo");
        assertThat(steps.path(2).path("actions").path(0).path("app").asText())
                .isEqualTo("/product/service/rails");
        assertThat(marathon.get("/v2/groups/product").status()).isEqualTo(404);
    }

    @Test
    void refusesCyclesAndMixtures() {
        Served.Answer cycle =
                marathon.put(
                        "/v2/groups/c",
                        "{'apps':[{'id':'a','cmd':'x','dependencies':['/c/b']},"
                                + "{'id':'b','cmd':'x','dependencies':['../a']}]}");
        assertThat(cycle.status()).isEqualTo(422);
        assertThat(cycle.json().path("details").toString())
                .contains("Dependency graph has cyclic dependencies.");
        Served.Answer mixed = marathon.put("/v2/groups/c", "{'scaleBy':2,'apps':[]}");
        assertThat(mixed.status()).isEqualTo(422);
        assertThat(mixed.json().path("message").asText())
                .contains("not allowed in conjunction with other properties.");
        Served.Answer pods = marathon.put("/v2/groups/c", "{'pods':[{'id':'p'}]}");
        assertThat(pods.status()).isEqualTo(422);
        Served.Answer foreign =
                marathon.put("/v2/groups/c", "{'apps':[{'id':'/other/a','cmd':'x'}]}");
        assertThat(foreign.json().path("details").path(0).path("path").asText())
                .isEqualTo("/apps(0)/id");
    }

    @Test
    void scalesAGroup() {
        marathon.post("/v2/groups", PRODUCT);
        marathon.settle();
        assertThat(marathon.put("/v2/groups/product", "{'scaleBy':1.5}").status()).isEqualTo(200);
        marathon.settle();
        assertThat(marathon.mesos.tasks()).hasSize(2 + 3);
    }

    @Test
    void rollsAGroupBack() {
        marathon.post("/v2/groups", PRODUCT);
        marathon.settle();
        String version = marathon.get("/v2/groups/product/versions").json().path(0).asText();
        marathon.put(
                "/v2/groups/product/service",
                "{'apps':[{'id':'rails','cmd':'other','cpus':0.1,'instances':2}]}");
        marathon.settle();
        assertThat(marathon.get("/v2/groups/versions/" + version).status()).isEqualTo(200);
        assertThat(marathon.put("/v2/groups/product", "{'version':'" + version + "'}").status())
                .isEqualTo(200);
        marathon.settle();
        assertThat(
                        marathon.get("/v2/apps/product/service/rails")
                                .json()
                                .path("app")
                                .path("cmd")
                                .asText())
                .isEqualTo("y");
    }

    @Test
    void keepsWhatAnUpdateLeavesOut() {
        marathon.post("/v2/groups", PRODUCT);
        marathon.settle();
        String before = marathon.mesos.tasks().toString();
        marathon.put("/v2/groups/product", "{'dependencies':[]}");
        marathon.settle();
        assertThat(marathon.mesos.tasks().toString()).isEqualTo(before);
        assertThat(marathon.get("/v2/groups/product").json().path("groups")).hasSize(2);
    }

    @Test
    void deletesAGroupWithItsApps() {
        marathon.post("/v2/groups", PRODUCT);
        marathon.settle();
        assertThat(marathon.delete("/v2/groups/product").status()).isEqualTo(200);
        marathon.settle();
        assertThat(marathon.get("/v2/groups/product").status()).isEqualTo(404);
        assertThat(marathon.mesos.tasks()).isEmpty();
    }

    @Test
    void changesEnforceRoleOfFirstLevelGroupsOnly() {
        marathon.post("/v2/groups", PRODUCT);
        marathon.settle();
        assertThat(marathon.call("PATCH", "/v2/groups/product", "{'enforceRole':true}").status())
                .isEqualTo(200);
        assertThat(marathon.get("/v2/groups/product").json().path("enforceRole").asBoolean())
                .isTrue();
        Served.Answer deeper =
                marathon.call("PATCH", "/v2/groups/product/db", "{'enforceRole':true}");
        assertThat(deeper.status()).isEqualTo(422);
        assertThat(deeper.json().toString()).contains("Path needs to be top-level");
        assertThat(marathon.call("PATCH", "/v2/groups/none/at/all", "{}").status()).isEqualTo(422);
        assertThat(marathon.call("PATCH", "/v2/groups/none", "{}").status()).isEqualTo(404);
        assertThat(marathon.call("PATCH", "/v2/groups/product", "{}").status()).isEqualTo(200);
        assertThat(marathon.get("/v2/groups/product").json().has("enforceRole")).isFalse();
    }

    @Test
    void showsRollsBackAndForgetsDeployments() {
        marathon.mesos.runs = false;
        Served.Answer created = marathon.post("/v2/apps", "{'id':'/a','cmd':'x','cpus':0.1}");
        String id = created.header("Marathon-Deployment-Id");
        JsonNode shown = marathon.get("/v2/deployments").json().path(0);
        assertThat(shown.path("id").asText()).isEqualTo(id);
        assertThat(shown.path("affectedApps").path(0).asText()).isEqualTo("/a");
        assertThat(shown.path("currentStep").asInt()).isEqualTo(2);
        assertThat(shown.path("totalSteps").asInt()).isEqualTo(2);
        assertThat(shown.path("currentActions").path(0).path("action").asText())
                .isEqualTo("ScaleApplication");
        Served.Answer back = marathon.delete("/v2/deployments/" + id);
        assertThat(back.status()).isEqualTo(200);
        marathon.settle();
        assertThat(marathon.get("/v2/apps/a").status()).isEqualTo(404);
        String second =
                marathon.post("/v2/apps", "{'id':'/a','cmd':'x','cpus':0.1}")
                        .header("Marathon-Deployment-Id");
        Served.Answer forgotten = marathon.delete("/v2/deployments/" + second + "?force=true");
        assertThat(forgotten.status()).isEqualTo(202);
        assertThat(forgotten.response().body()).isEmpty();
        assertThat(marathon.get("/v2/apps/a").status()).isEqualTo(200);
        assertThat(marathon.get("/v2/deployments").json()).isEmpty();
    }
}
