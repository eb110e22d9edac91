package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apps of Kubernetes resources on a real server (design §5). */
class OwnedAppsApiTest {

    private static final String BELONGS =
            "App /shop/cart belongs to the Kubernetes resource App shop/cart: ";
    private static final String DEFINITION =
            "{'id':'/shop/cart','cmd':'sleep 1','cpus':0.1,'instances':2,"
                    + "'labels':{'mesocosm.io/owner':'shop/cart','tier':'front'}}";

    private final Served marathon = new Served();

    @BeforeEach
    void start() {
        marathon.running(DEFINITION);
    }

    @AfterEach
    void close() {
        marathon.close();
    }

    private List<String> tasks() {
        return marathon.mesos.tasks().stream().map(t -> t.taskId().value()).sorted().toList();
    }

    private JsonNode app() {
        return marathon.get("/v2/apps/shop/cart").json().path("app");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    PUT    | /v2/apps/shop/cart               | {'cmd':'sleep 2'}                      | change that
                    PUT    | /v2/apps/shop/cart?force=true    | {'cmd':'sleep 2'}                      | change that
                    PUT    | /v2/apps/shop/cart               | {'instances':5}                        | scale that
                    PATCH  | /v2/apps/shop/cart               | {'instances':5}                        | scale that
                    PUT    | /v2/apps/shop/cart?owner=shop/x  | {'instances':5}                        | scale that
                    PUT    | /v2/apps                         | [{'id':'/shop/cart','cmd':'sleep 2'}]  | change that
                    PATCH  | /v2/apps                         | [{'id':'/shop/cart','cmd':'sleep 2'}]  | change that
                    DELETE | /v2/apps/shop/cart               |                                        | delete that
                    POST   | /v2/apps/shop/cart/restart       |                                        | to restart it
                    DELETE | /v2/apps/shop/cart/tasks?scale=true |                                     | scale that
                    DELETE | /v2/apps/shop/cart/tasks?wipe=true |                                      | to wipe its tasks
                    PUT    | /v2/groups/shop                  | {'apps':[]}                            | delete that
                    PUT    | /v2/groups/shop?dryRun=true      | {'apps':[]}                            | delete that
                    PUT    | /v2/groups                       | {'scaleBy':2}                          | scale that
                    DELETE | /v2/groups/shop?force=true       |                                        | delete that
                    """)
    void refusesChangesThatDoNotNameTheOwner(
            String method, String path, @Nullable String body, String remedy) {
        List<String> before = tasks();
        JsonNode app = app();
        Served.Answer answer = send(method, path, body);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().has("deployments")).isFalse();
        assertThat(answer.json().path("message").asText()).startsWith(BELONGS + remedy);
        assertThat(tasks()).isEqualTo(before);
        assertThat(app()).isEqualTo(app);
        String named =
                path.replaceAll("\\?owner=.*", "") + (path.matches(".*\\?(?!owner).*") ? "&" : "?");
        assertThat(send(method, named + "owner=shop/cart", body).status()).isEqualTo(200);
    }

    private Served.Answer send(String method, String path, @Nullable String body) {
        return body == null
                ? marathon.call(method, path, Map.of())
                : marathon.call(method, path, body);
    }

    @Test
    void takesADefinitionInTheNameOfTheOwnerOnly() {
        String changed = DEFINITION.replace("sleep 1", "sleep 2");
        assertThat(marathon.put("/v2/apps/shop/cart?partialUpdate=false", changed).status())
                .as("a client that sends back what it read")
                .isEqualTo(409);
        Served.Answer answer =
                marathon.put("/v2/apps/shop/cart?partialUpdate=false&owner=shop/cart", changed);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(app().path("cmd").asText()).isEqualTo("sleep 2");
    }

    @Test
    void killsTasksWhichThenStartAgain() {
        List<String> before = tasks();
        Served.Answer answer = marathon.delete("/v2/apps/shop/cart/tasks");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("tasks")).hasSize(2);
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(tasks()).hasSize(2).doesNotContainAnyElementsOf(before));
    }

    @Test
    void takesBackTheDeploymentOfAnOwnedApp() {
        marathon.mesos.runs = false;
        String deployment =
                marathon.put("/v2/apps/shop/cart?owner=shop%2Fcart", "{'cmd':'sleep 2'}")
                        .json()
                        .path("deploymentId")
                        .asText();
        assertThat(marathon.delete("/v2/deployments/" + deployment).status()).isEqualTo(200);
        assertThat(app().path("cmd").asText()).isEqualTo("sleep 1");
    }

    @Test
    void showsTheOwnerAndFindsItsApps() {
        assertThat(app().path("labels").path("mesocosm.io/owner").asText()).isEqualTo("shop/cart");
        assertThat(
                        marathon.get("/v2/apps?label=mesocosm.io/owner%3D%3Dshop/cart")
                                .json()
                                .path("apps"))
                .hasSize(1);
    }

    @Test
    void isTakenOverWithoutARestart() {
        String plain =
                "{'id':'/shop/plain','cpus':0.1,'container':{'type':'DOCKER',"
                        + "'docker':{'image':'nginx','network':'BRIDGE','portMappings':"
                        + "[{'containerPort':80,'hostPort':0,'protocol':'tcp'}]}},"
                        + "'labels':{'tier':'front'}}";
        marathon.running(plain);
        List<String> before = tasks();
        JsonNode then = marathon.get("/v2/apps/shop/plain").json().path("app");
        Served.Answer answer =
                marathon.put(
                        "/v2/apps/shop/plain?partialUpdate=false&owner=shop/plain",
                        plain.replace("'tier'", "'mesocosm.io/owner':'shop/plain','tier'"));
        assertThat(answer.status()).isEqualTo(200);
        marathon.settle();
        JsonNode now = marathon.get("/v2/apps/shop/plain").json().path("app");
        assertThat(now.path("labels")).hasSize(2);
        assertThat(now.path("version").asText()).isGreaterThan(then.path("version").asText());
        assertThat(now.path("versionInfo").path("lastConfigChangeAt"))
                .isEqualTo(then.path("versionInfo").path("lastConfigChangeAt"));
        assertThat(now.path("tasks")).isEqualTo(then.path("tasks"));
        assertThat(tasks()).isEqualTo(before);
        assertThat(marathon.delete("/v2/apps/shop/plain").status()).isEqualTo(409);
    }
}
