package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints outside v1: where they are and what they answer (spec §0.4, §5). */
class EndpointsTest {
    private static RunningMaster master;
    private static HttpCalls http;

    @BeforeAll
    static void start() throws Exception {
        master = RunningMaster.start();
        http = new HttpCalls(master.port());
    }

    @AfterAll
    static void stop() {
        http.close();
        master.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/state",
                "/state-summary",
                "/slaves",
                "/frameworks",
                "/tasks",
                "/roles",
                "/flags",
                "/version",
                "/metrics/snapshot"
            })
    void servesEachReadUnderAllItsNames(String path) throws Exception {
        for (String name :
                new String[] {
                    path, path + "/", path + ".json", "/master" + path, "/master" + path + ".json"
                }) {
            HttpResponse<String> answer = http.get(name);
            assertThat(answer.statusCode()).as(name).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.body()).startsWith("{").endsWith("}");
        }
        assertThat(http.get(path + "?jsonp=cb").body()).startsWith("cb({").endsWith("});");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/master", "/master/"})
    void servesThePage(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("text/html; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({"/none", "//version", "/redirect/", "/master/redirect/x", "/app/../state"})
    void answers404Otherwise(String path) throws Exception {
        assertThat(http.get(path).statusCode()).isEqualTo(404);
        assertThat(http.get(path).body()).isEqualTo("404 Not Found.");
    }

    @Test
    void redirectsToItself() throws Exception {
        for (String path : new String[] {"/redirect", "/master/redirect", "/redirect?x=1"}) {
            HttpResponse<String> answer = http.get(path);
            assertThat(answer.statusCode()).isEqualTo(307);
            assertThat(answer.headers().firstValue("Location"))
                    .contains("//localhost:" + master.port());
        }
    }

    @Test
    void isHealthy() throws Exception {
        HttpResponse<String> answer = http.get("/health");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Length")).contains("0");
        assertThat(http.postJson("/api/v1", "{\"type\":\"GET_HEALTH\"}").body())
                .isEqualTo("{\"type\":\"GET_HEALTH\",\"get_health\":{\"healthy\":true}}");
    }

    @Test
    void ignoresALimitThatIsNoNumber() throws Exception {
        assertThat(http.get("/tasks?limit=abc").body()).isEqualTo("{\"tasks\":[]}");
    }

    @Test
    void asksForAPathToBrowse() throws Exception {
        assertThat(http.get("/files/browse").statusCode()).isEqualTo(400);
        HttpResponse<String> unknown = http.get("/files/read?path=/none&offset=0");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEmpty();
    }

    @Test
    void refusesToTearDownWhatItDoesNotKnow() throws Exception {
        HttpResponse<String> missing =
                http.send(
                        "POST",
                        "/teardown",
                        "",
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        assertThat(missing.statusCode()).isEqualTo(400);
        HttpResponse<String> unknown = http.send("POST", "/master/teardown", "frameworkId=x");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(http.get("/teardown").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET_FLAGS | get_flags",
                "GET_VERSION | get_version",
                "GET_METRICS | get_metrics",
                "GET_LOGGING_LEVEL | get_logging_level",
                "GET_MASTER | get_master",
                "GET_STATE | get_state",
                "GET_AGENTS | get_agents",
                "GET_FRAMEWORKS | get_frameworks",
                "GET_TASKS | get_tasks",
                "GET_EXECUTORS | get_executors",
                "GET_ROLES | get_roles",
                "GET_QUOTA | get_quota",
            })
    void answersEachRead(String call, String field) throws Exception {
        HttpResponse<String> answer =
                http.postJson("/api/v1", "{\"type\":\"%s\",\"get_metrics\":{}}".formatted(call));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"type\":\"" + call + "\",\"" + field + "\":{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/maintenance/schedule | {}",
                "/master/maintenance/status | {}",
            })
    void readsWhatCannotBeChangedHere(String path, String body) throws Exception {
        assertThat(http.get(path).body()).isEqualTo(body);
        assertThat(http.postJson(path, "{}").statusCode()).isEqualTo(501);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/weights | [] | POST | 405",
                "/quota | {} | PUT | 405",
                "/master/quota/role | {} | POST | 400"
            })
    void readsWhatOperatorsSetForRoles(String path, String body, String method, int status)
            throws Exception {
        assertThat(http.get(path).body()).isEqualTo(body);
        assertThat(http.send(method, path, "{}").statusCode()).isEqualTo(status);
    }

    @Test
    void countsWhatTheShellAloneKnows() throws Exception {
        assertThat(http.get("/metrics/snapshot").body())
                .contains(
                        "\"master/elected\":1.0",
                        "\"master/operator_event_stream_subscribers\":0.0",
                        "\"registrar/queued_operations\":");
    }

    @Test
    void showsItsRegistry() throws Exception {
        assertThat(http.get("/registrar(1)/registry").body())
                .contains("\"master\":{\"info\":{", "\"slaves\":{\"slaves\":[", "\"gone\":");
    }

    @Test
    void leavesWeightsOutWhenThereAreNone() throws Exception {
        assertThat(http.postJson("/api/v1", "{\"type\":\"GET_WEIGHTS\"}").body())
                .isEqualTo("{\"type\":\"GET_WEIGHTS\"}");
    }

    @Test
    void takesLogLevelsUpAndBack() throws Exception {
        String set =
                "{\"type\":\"SET_LOGGING_LEVEL\",\"set_logging_level\":{\"level\":1,\"duration\":{\"nanoseconds\":60000000000}}}";
        assertThat(http.postJson("/api/v1", set).statusCode()).isEqualTo(200);
        assertThat(http.postJson("/api/v1", "{\"type\":\"GET_LOGGING_LEVEL\"}").body())
                .contains("\"level\":1");
        http.postJson("/api/v1", set.replace("60000000000", "0"));
        await().untilAsserted(
                        () ->
                                assertThat(
                                                http.postJson(
                                                                "/api/v1",
                                                                "{\"type\":\"GET_LOGGING_LEVEL\"}")
                                                        .body())
                                        .contains("\"level\":0"));
    }

    @Test
    void passesRequestsOnToAnAgent() throws Exception {
        Routes routes =
                Routes.forProcess("slave(1)")
                        .at("/files/read", e -> e.text(200, e.method() + " " + e.query("path")))
                        .build();
        try (HttpServer agentHttp =
                        HttpServer.start(new HttpServerSettings("agent", "127.0.0.1", 0), routes);
                FakeAgent agent = new FakeAgent(master.linkPort())) {
            String id = agent.register(FakeAgent.facts("", agentHttp.port()));
            assertThat(http.get("/agent/" + id + "/files/read?path=%2Fa%20b").body())
                    .isEqualTo("GET /a b");
            assertThat(http.get("/agent/" + id + "/none").statusCode()).isEqualTo(404);
            assertThat(http.get("/agent/nobody/state").body())
                    .contains("'nobody' is not registered");
        }
    }

    @Test
    void asksForCredentialsWhereItIsTold() throws Exception {
        try (RunningMaster guarded = RunningMaster.startWithCredentials("ada", "s3cret");
                HttpCalls calls = new HttpCalls(guarded.port())) {
            HttpResponse<String> refused = calls.get("/state");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate"))
                    .contains("Basic realm=\"mesos-master-readonly\"");
            assertThat(calls.get("/state", "Authorization", "Basic YWRhOnMzY3JldA==").statusCode())
                    .isEqualTo(200);
            assertThat(calls.get("/health").statusCode()).isEqualTo(200);
            assertThat(calls.postJson("/api/v1/scheduler", "{}").statusCode()).isEqualTo(401);
        }
    }
}
