package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights and quotas over HTTP, in their v1 and their older form (spec §3, §5.1). */
class RoleCallsTest {
    @TempDir private Path folder;
    private RunningMaster master;
    private HttpCalls http;

    @BeforeEach
    void start() throws Exception {
        master = RunningMaster.startOn(folder.resolve("registry.mv"));
        http = new HttpCalls(master.port());
    }

    @AfterEach
    void stop() {
        http.close();
        master.close();
    }

    private HttpResponse<String> operator(String call) throws Exception {
        return http.postJson("/api/v1", call);
    }

    private void registerAgent(FakeAgent agent) throws Exception {
        agent.register();
        await().untilAsserted(
                        () -> assertThat(http.get("/slaves").body()).contains("\"active\":true"));
    }

    @Test
    void setsWeightsAndKeepsThemOverARestart() throws Exception {
        assertThat(
                        operator(
                                        """
                                        {"type":"UPDATE_WEIGHTS","update_weights":{"weight_infos":[
                                        {"role":"eng/web","weight":2.5},{"role":"ops","weight":0.5}]}}""")
                                .statusCode())
                .isEqualTo(200);
        assertThat(http.send("PUT", "/weights", "[{\"role\":\"ops\",\"weight\":3.0}]").statusCode())
                .isEqualTo(200);
        stop();
        start();
        assertThat(operator("{\"type\":\"GET_WEIGHTS\"}").body())
                .isEqualTo(
                        """
                        {"type":"GET_WEIGHTS","get_weights":{"weight_infos":[{"weight":2.5,"role":"eng/web"},{"weight":3.0,"role":"ops"}]}}""");
        assertThat(http.get("/weights").body())
                .isEqualTo(
                        """
                        [{"weight":2.5,"role":"eng/web"},{"weight":3.0,"role":"ops"}]""");
        assertThat(operator("{\"type\":\"GET_ROLES\"}").body())
                .contains("{\"name\":\"eng/web\",\"weight\":2.5");
        assertThat(http.get("/registrar(1)/registry").body())
                .contains("\"weights\":[{\"weight\":2.5,\"role\":\"eng/web\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {} | expected an array
                    [{"role":"a"}] | weight
                    [{"role":"a","weight":0}] | Weights must be positive
                    [{"role":"a b","weight":1}] | Invalid role 'a b'
                    [{"role":"a","weight":1} | Failed to parse
                    """)
    void refusesWhatAreNoWeights(String body, String why) throws Exception {
        HttpResponse<String> answer = http.send("PUT", "/weights", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
        assertThat(http.get("/weights").body()).isEqualTo("[]");
    }

    @Test
    void setsAQuotaKeepsItOverARestartAndTakesItAway() throws Exception {
        try (FakeAgent agent = new FakeAgent(master.linkPort())) {
            registerAgent(agent);
            assertThat(
                            operator(
                                            """
                                            {"type":"UPDATE_QUOTA","update_quota":{"force":false,"quota_configs":[
                                            {"role":"eng","guarantees":{"cpus":{"value":1}},"limits":{"cpus":{"value":2}}}]}}""")
                                    .statusCode())
                    .isEqualTo(200);
        }
        stop();
        start();
        assertThat(operator("{\"type\":\"GET_QUOTA\"}").body())
                .isEqualTo(
                        """
                        {"type":"GET_QUOTA","get_quota":{"status":{"infos":[{"role":"eng","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":1.0}}]}],"configs":[{"role":"eng","guarantees":{"cpus":{"value":1.0}},"limits":{"cpus":{"value":2.0}}}]}}}""");
        assertThat(http.get("/quota").body())
                .startsWith("{\"infos\":[{\"role\":\"eng\"")
                .contains("\"configs\":[{\"role\":\"eng\"");
        assertThat(http.get("/roles").body())
                .contains(
                        "\"quota\":{\"role\":\"eng\",\"guarantee\":{\"cpus\":1.0},\"limit\":{\"cpus\":2.0},\"consumed\":{}}");
        assertThat(http.get("/metrics/snapshot").body())
                .contains(
                        "\"allocator/mesos/quota/roles/eng/resources/cpus/guarantee\":1.0",
                        "\"allocator/mesos/quota/roles/eng/resources/cpus/limit\":2.0",
                        "\"allocator/mesos/quota/roles/eng/resources/cpus/offered_or_allocated\":0.0");
        assertThat(http.get("/registrar(1)/registry").body())
                .contains("\"quota_configs\":[{\"role\":\"eng\"");

        assertThat(
                        operator("{\"type\":\"REMOVE_QUOTA\",\"remove_quota\":{\"role\":\"eng\"}}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(http.get("/quota").body()).isEqualTo("{}");
    }

    @Test
    void servesTheOlderQuotaEndpoint() throws Exception {
        String request =
                """
                {"role":"eng","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":2}}]}""";
        assertThat(http.send("POST", "/quota", request).statusCode())
                .as("more than the cluster has")
                .isEqualTo(409);
        try (FakeAgent agent = new FakeAgent(master.linkPort())) {
            registerAgent(agent);
            assertThat(http.send("POST", "/quota", request).statusCode()).isEqualTo(200);
            assertThat(http.send("POST", "/master/quota", request).body())
                    .contains("already has quota");
            assertThat(http.get("/roles").body())
                    .contains("\"guarantee\":{\"cpus\":2.0},\"limit\":{\"cpus\":2.0}");
            assertThat(http.send("DELETE", "/quota/eng", null).statusCode()).isEqualTo(200);
            assertThat(http.send("DELETE", "/master/quota/eng", null).statusCode()).isEqualTo(400);
            assertThat(http.send("DELETE", "/quota", null).statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"limits":{"cpus":{"value":2}}} | Missing required fields: update_quota.quota_configs[0].role
                    {"role":"a/b","limits":{"cpus":{"value":2}}} | nested role
                    {"role":"a","guarantees":{"cpus":{"value":3}},"limits":{"cpus":{"value":2}}} | is not contained
                    {"role":"a","guarantees":{"cpus":{"value":3}}} | exceed cluster capacity
                    """)
    void refusesWhatIsNoQuota(String config, String why) throws Exception {
        HttpResponse<String> answer =
                operator(
                        "{\"type\":\"UPDATE_QUOTA\",\"update_quota\":{\"quota_configs\":["
                                + config
                                + "]}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
        assertThat(http.get("/quota").body()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"name":"ports","type":"RANGES","ranges":{"range":[]}} | non-scalar
                    {"name":"cpus","type":"SCALAR","scalar":{"value":1},"revocable":{}} | RevocableInfo
                    {"name":"cpus","type":"SCALAR","scalar":{"value":1},"reservations":[{"type":"DYNAMIC","role":"x"}]} | ReservationInfo
                    """)
    void refusesAnOlderQuotaThatIsMoreThanAmounts(String resource, String why) throws Exception {
        HttpResponse<String> answer =
                operator(
                        "{\"type\":\"SET_QUOTA\",\"set_quota\":{\"quota_request\":{\"role\":\"a\",\"guarantee\":["
                                + resource
                                + "]}}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }
}
