package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.instance.CheckResult;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** /v2/apps on a real server over a fake Mesos (spec §1.2, §1.3). */
class AppsApiTest {

    private static final String SLEEPER = "{'id':'/a','cmd':'sleep 1','cpus':0.1,'instances':2}";
    private static final String TUTORIAL =
            """
            {"id":"nginx","cpus":0.2,"mem":20.0,"instances":1,"container":{"type":"DOCKER",\
            "docker":{"image":"nginx","network":"BRIDGE","portMappings":[{"containerPort":80,\
            "hostPort":0,"protocol":"tcp"}]}},"healthChecks":[{"protocol":"HTTP","portIndex":0,\
            "path":"/","gracePeriodSeconds":10,"intervalSeconds":5,"timeoutSeconds":5,\
            "maxConsecutiveFailures":3}]}""";

    private final Served marathon = new Served();

    @AfterEach
    void close() {
        marathon.close();
    }

    private static List<String> texts(JsonNode list) {
        List<String> result = new ArrayList<>();
        list.forEach(n -> result.add(n.asText()));
        return result;
    }

    @Test
    void takesTheTutorialsFileUnmodified() {
        Served.Answer answer = marathon.post("/v2/apps", TUTORIAL);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/nginx");
        JsonNode app = answer.json();
        assertThat(answer.header("Marathon-Deployment-Id"))
                .isEqualTo(app.path("deployments").path(0).path("id").asText());
        assertThat(app.path("networks").path(0).path("mode").asText())
                .isEqualTo("container/bridge");
        JsonNode mapping = app.path("container").path("portMappings").path(0);
        assertThat(mapping.path("containerPort").asInt()).isEqualTo(80);
        assertThat(mapping.path("servicePort").asInt()).isBetween(10000, 20000);
        assertThat(app.path("container").path("docker").has("network")).isFalse();
        assertThat(app.has("ports")).isFalse();
        assertThat(app.path("tasksRunning").asInt()).isZero();
        assertThat(app.path("healthChecks").path(0).path("portIndex").asInt()).isZero();
    }

    @Test
    void showsWhatAlwaysIsThereAndNothingThatIsUnset() {
        marathon.running(SLEEPER);
        JsonNode app = marathon.get("/v2/apps/a").json().path("app");
        List<String> names = new ArrayList<>();
        app.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .contains(
                        "id",
                        "backoffFactor",
                        "backoffSeconds",
                        "cpus",
                        "disk",
                        "executor",
                        "gpus",
                        "instances",
                        "labels",
                        "maxLaunchDelaySeconds",
                        "mem",
                        "networks",
                        "requirePorts",
                        "killSelection",
                        "role",
                        "unreachableStrategy",
                        "upgradeStrategy",
                        "version",
                        "versionInfo",
                        "portDefinitions",
                        "tasksStaged",
                        "tasksRunning",
                        "tasksHealthy",
                        "tasksUnhealthy",
                        "tasks",
                        "deployments")
                .doesNotContain(
                        "args",
                        "constraints",
                        "dependencies",
                        "env",
                        "fetch",
                        "healthChecks",
                        "readinessChecks",
                        "secrets",
                        "ports",
                        "uris",
                        "ipAddress",
                        "container",
                        "user",
                        "lastTaskFailure");
        assertThat(app.path("tasksRunning").asInt()).isEqualTo(2);
        JsonNode task = app.path("tasks").path(0);
        assertThat(task.path("state").asText()).isEqualTo("TASK_RUNNING");
        assertThat(task.path("id").asText()).matches("a\\.instance-[0-9a-f-]{36}\\._app\\.1");
        assertThat(task.path("ports")).hasSize(1);
        assertThat(task.path("version").asText()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    }

    @Test
    void setsTheHeadersOfAllAnswers() {
        Served.Answer answer = marathon.get("/v2/apps");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache, no-store, must-revalidate");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
        assertThat(answer.header("Expires")).isEqualTo("0");
        assertThat(answer.header("X-Marathon-Leader")).startsWith("http://localhost:");
        assertThat(answer.header("Server")).isEmpty();
    }

    @Test
    void tellsTheTwoConflictsApart() {
        marathon.running(SLEEPER);
        Served.Answer taken = marathon.post("/v2/apps", SLEEPER);
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().path("message").asText())
                .isEqualTo("An app with id [/a] already exists.");
        assertThat(taken.json().has("deployments")).isFalse();
        marathon.mesos.runs = false;
        assertThat(marathon.put("/v2/apps/a", "{'instances':3}").status()).isEqualTo(200);
        Served.Answer locked = marathon.put("/v2/apps/a", "{'instances':4}");
        assertThat(locked.status()).isEqualTo(409);
        assertThat(locked.json().path("message").asText())
                .isEqualTo(
                        "App is locked by one or more deployments. Override with the option"
                                + " '?force=true'. View details at"
                                + " '/v2/deployments/<DEPLOYMENT_ID>'.");
        assertThat(locked.json().path("deployments").path(0).path("id").asText()).isNotEmpty();
        assertThat(marathon.put("/v2/apps/a?force=true", "{'instances':4}").status())
                .isEqualTo(200);
    }

    @Test
    void refusesWhatIsNoJson() {
        Served.Answer answer = marathon.post("/v2/apps", "{'id':");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("message").asText()).isEqualTo("Invalid JSON");
        assertThat(answer.json().path("details").asText()).isNotEmpty();
    }

    @Test
    void namesEachFieldOfTheWrongType() {
        Served.Answer answer =
                marathon.post("/v2/apps", "{'id':1,'cpus':'many','args':'x','env':{'A':2}}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("message").asText()).isEqualTo("Invalid JSON");
        assertThat(answer.json().path("details").toString())
                .contains("{\"path\":\"/id\",\"errors\":[\"error.expected.jsstring\"]}")
                .contains("{\"path\":\"/cpus\",\"errors\":[\"error.expected.jsnumber\"]}")
                .contains("{\"path\":\"/args\",\"errors\":[\"error.expected.jsarray\"]}")
                .contains("{\"path\":\"/env/A\",\"errors\":[\"error.expected.jsstring\"]}");
    }

    @Test
    void reportsTenMistakesInOneAppAtOnce() {
        Served.Answer answer =
                marathon.post(
                        "/v2/apps",
                        "{'id':'/Bad_Id','cpus':-1,'mem':-5,'instances':-2,'backoffFactor':0.5,"
                                + "'upgradeStrategy':{'minimumHealthCapacity':2},"
                                + "'constraints':[['hostname','NEAR']],'acceptedResourceRoles':['x'],"
                                + "'healthChecks':[{'protocol':'HTTP','portIndex':7}],"
                                + "'portDefinitions':[{'port':80,'name':'w'},{'port':80,'name':'w'}]}");
        assertThat(answer.status()).isEqualTo(422);
        JsonNode body = answer.json();
        assertThat(body.path("message").asText()).isEqualTo("Object is not valid");
        List<String> paths = new ArrayList<>();
        body.path("details").forEach(d -> paths.add(d.path("path").asText()));
        assertThat(paths)
                .contains(
                        "/id",
                        "/cpus",
                        "/mem",
                        "/instances",
                        "/backoffFactor",
                        "/upgradeStrategy/minimumHealthCapacity",
                        "/constraints(0)",
                        "/acceptedResourceRoles",
                        "/healthChecks(0)",
                        "/portDefinitions",
                        "/");
        assertThat(body.path("details").toString())
                .contains(
                        "AppDefinition must either contain one of 'cmd' or 'args', and/or a"
                                + " 'container'.")
                .contains("Port names must be unique.")
                .contains("Health check port indices must address an element of the ports array");
        assertThat(marathon.get("/v2/apps").json().path("apps")).isEmpty();
    }

    @Test
    void answers404ForWhatDoesNotExist() {
        List<List<String>> cases =
                List.of(
                        List.of("GET", "/v2/apps/x", "App '/x' does not exist"),
                        List.of("DELETE", "/v2/apps/x", "App '/x' does not exist"),
                        List.of("PATCH", "/v2/apps/x", "App '/x' does not exist"),
                        List.of("GET", "/v2/apps/x/tasks", "App '/x' does not exist"),
                        List.of("GET", "/v2/apps/x/versions", "App '/x' does not exist"),
                        List.of("POST", "/v2/apps/x/restart", "App '/x' does not exist"),
                        List.of(
                                "GET",
                                "/v2/apps/x/versions/2020-01-01T00:00:00.000Z",
                                "App '/x' does not exist in version 2020-01-01T00:00:00.000Z"),
                        List.of("GET", "/v2/groups/x", "Group '/x' does not exist"),
                        List.of("DELETE", "/v2/groups/x", "Group '/x' does not exist"),
                        List.of("GET", "/v2/pods/x", "Pod '/x' does not exist"),
                        List.of("DELETE", "/v2/deployments/x", "DeploymentPlan x does not exist"),
                        List.of(
                                "DELETE",
                                "/v2/queue/x/delay",
                                "Application /x not found in tasks queue."),
                        List.of("GET", "/v2/nothing", "URI not found"),
                        List.of("GET", "/nowhere", "URI not found"));
        for (List<String> one : cases) {
            Served.Answer answer = marathon.call(one.get(0), one.get(1), "{}");
            assertThat(answer.status()).as(one.toString()).isEqualTo(404);
            assertThat(answer.json().path("message").asText()).isEqualTo(one.get(2));
        }
    }

    @Test
    void refusesABadTimestamp() {
        marathon.running(SLEEPER);
        Served.Answer answer = marathon.get("/v2/apps/a/versions/yesterday");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("message").asText()).startsWith("Invalid timestamp provided");
    }

    @Test
    void createsByPutWith201AndChangesWith200() {
        Served.Answer created = marathon.put("/v2/apps/g/b", "{'cmd':'x','cpus':0.1}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/g/b");
        assertThat(created.json().path("deploymentId").asText()).isNotEmpty();
        assertThat(created.json().path("version").asText()).isNotEmpty();
        marathon.settle();
        assertThat(marathon.put("/v2/apps/g/b", "{'cmd':'y'}").status()).isEqualTo(200);
        marathon.settle();
        JsonNode app = marathon.get("/v2/apps//g/b").json().path("app");
        assertThat(app.path("cmd").asText()).isEqualTo("y");
        assertThat(app.path("cpus").asDouble()).isEqualTo(0.1);
        assertThat(marathon.put("/v2/apps/g/b?partialUpdate=false", "{'cmd':'z'}").status())
                .isEqualTo(200);
        assertThat(marathon.get("/v2/apps/g/b").json().path("app").path("cpus").asDouble())
                .isEqualTo(1);
    }

    @Test
    void goesByThePathWhenTheBodyNamesAnotherApp() {
        assertThat(marathon.put("/v2/apps/g/canary", "{'id':'/stable','cmd':'x'}").status())
                .isEqualTo(201);
        assertThat(marathon.get("/v2/apps/g/canary").status()).isEqualTo(200);
        assertThat(marathon.get("/v2/apps/stable").status()).isEqualTo(404);
    }

    @Test
    void takesBackAWholeDefinitionAsItWasRead() {
        marathon.running(SLEEPER);
        String read = marathon.get("/v2/apps/a").json().path("app").toString();
        List<String> before = marathon.mesos.tasks().stream().map(t -> t.taskId().value()).toList();
        assertThat(marathon.put("/v2/apps/a?partialUpdate=false", read).status()).isEqualTo(200);
        marathon.settle();
        assertThat(marathon.mesos.tasks().stream().map(t -> t.taskId().value()).toList())
                .isEqualTo(before);
    }

    @Test
    void tellsWhatACheckFoundAndDoesNothingAboutIt() {
        marathon.running(
                "{'id':'/c','cmd':'x','cpus':0.1,'check':{'exec':{'command':{'shell':'test -f y'}},"
                        + "'intervalSeconds':5}}");
        JsonNode check = marathon.get("/v2/apps/c").json().path("app").path("check");
        assertThat(check.toString())
                .isEqualTo(
                        "{\"exec\":{\"command\":{\"shell\":\"test -f y\"}},\"intervalSeconds\":5,"
                                + "\"timeoutSeconds\":20,\"delaySeconds\":15}");
        marathon.mesos.checked(new CheckResult(Check.Kind.EXEC, 1));
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(
                                                marathon.get("/v2/apps/c/tasks")
                                                        .json()
                                                        .path("tasks")
                                                        .path(0)
                                                        .path("checkResult")
                                                        .toString())
                                        .isEqualTo("{\"command\":{\"exitCode\":1}}"));
        assertThat(marathon.mesos.tasks()).hasSize(1);
        Served.Answer two =
                marathon.post("/v2/apps", "{'id':'/d','cmd':'x','check':{'http':{},'tcp':{}}}");
        assertThat(two.status()).isEqualTo(422);
        assertThat(two.json().toString())
                .contains("Must specify a single type of check, http, tcp, or exec");
        Served.Answer docker =
                marathon.post(
                        "/v2/apps",
                        "{'id':'/d','check':{'tcp':{}},'container':{'docker':{'image':'i'}}}");
        assertThat(docker.status()).isEqualTo(422);
        assertThat(docker.json().path("details").path(0).path("path").asText()).isEqualTo("/check");
    }

    @Test
    void asksForAnId() {
        Served.Answer answer = marathon.post("/v2/apps", "{'cmd':'x'}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("message").asText()).isEqualTo("Invalid JSON");
        assertThat(answer.json().path("details").toString())
                .isEqualTo("[{\"path\":\"/id\",\"errors\":[\"error.path.missing\"]}]");
    }

    @Test
    void changesSeveralAppsInOneDeployment() {
        Served.Answer answer =
                marathon.put("/v2/apps", "[{'id':'/a','cmd':'x'},{'id':'/b','cmd':'y'}]");
        assertThat(answer.status()).isEqualTo(200);
        marathon.settle();
        assertThat(marathon.get("/v2/apps").json().path("apps")).hasSize(2);
        assertThat(marathon.call("PATCH", "/v2/apps", "[{'id':'/zzz','cmd':'x'}]").status())
                .isEqualTo(404);
        Served.Answer bad = marathon.put("/v2/apps", "[{'id':'/a','cpus':-1}]");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.json().path("details").path(0).path("path").asText()).isEqualTo("/(0)/cpus");
    }

    @Test
    void listsVersionsNewestFirstAndRollsBack() {
        marathon.running(SLEEPER);
        marathon.put("/v2/apps/a", "{'cmd':'sleep 2'}");
        marathon.settle();
        JsonNode versions = marathon.get("/v2/apps/a/versions").json().path("versions");
        assertThat(versions).hasSize(2);
        assertThat(texts(versions)).isSortedAccordingTo((x, y) -> y.compareTo(x));
        String oldest = versions.path(1).asText();
        assertThat(marathon.get("/v2/apps/a/versions/" + oldest).json().path("cmd").asText())
                .isEqualTo("sleep 1");
        assertThat(marathon.put("/v2/apps/a", "{'version':'" + oldest + "'}").status())
                .isEqualTo(200);
        marathon.settle();
        assertThat(marathon.get("/v2/apps/a").json().path("app").path("cmd").asText())
                .isEqualTo("sleep 1");
        assertThat(marathon.put("/v2/apps/a", "{'version':'" + oldest + "','cmd':'x'}").status())
                .isEqualTo(422);
    }

    @Test
    void filtersByCommandIdAndLabel() {
        marathon.running("{'id':'/web','cmd':'serve','cpus':0.1,'labels':{'tier':'front'}}");
        marathon.running("{'id':'/db','cmd':'store','cpus':0.1,'labels':{'tier':'back'}}");
        List<List<String>> cases =
                List.of(
                        List.of("cmd=SERVE", "/web"),
                        List.of("id=D", "/db"),
                        List.of("label=tier%3D%3Dback", "/db"),
                        List.of("label=tier!%3Dback", "/web"),
                        List.of("label=tier%20in%20(back,x)", "/db"),
                        List.of("label=tier%20notin%20(back,x)", "/web"),
                        List.of("label=tier,tier%3D%3Dfront", "/web"));
        for (List<String> one : cases) {
            JsonNode apps = marathon.get("/v2/apps?" + one.get(0)).json().path("apps");
            assertThat(apps).as(one.toString()).hasSize(1);
            assertThat(apps.path(0).path("id").asText()).isEqualTo(one.get(1));
        }
        assertThat(marathon.get("/v2/apps?label=nope").json().path("apps")).isEmpty();
        assertThat(marathon.get("/v2/apps?label=a%20%3D%20b%20c").status()).isEqualTo(422);
    }

    @Test
    void deletesAnApp() {
        marathon.running(SLEEPER);
        Served.Answer answer = marathon.delete("/v2/apps/a");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("deploymentId").asText())
                .isEqualTo(answer.header("Marathon-Deployment-Id"));
        marathon.settle();
        assertThat(marathon.get("/v2/apps/a").status()).isEqualTo(404);
        assertThat(marathon.mesos.tasks()).isEmpty();
    }

    @Test
    void restartsWithNewTasks() {
        marathon.running(SLEEPER);
        List<String> before = marathon.mesos.tasks().stream().map(t -> t.taskId().value()).toList();
        assertThat(marathon.post("/v2/apps/a/restart", "").status()).isEqualTo(200);
        marathon.settle();
        assertThat(marathon.mesos.tasks())
                .hasSize(2)
                .noneMatch(t -> before.contains(t.taskId().value()));
    }
}
