package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.http.DebugEndpoints;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.files.AttachedFiles;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.leadership.Candidate;
import io.mesocosm.master.server.leadership.Standing;
import io.mesocosm.store.Leader;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a master answers that does not lead (spec §0.2, §0.4). */
class StandbyTest {
    private static final Candidate LEADER =
            new Candidate("other", "m2.example", "10.0.0.2", 5052, "10.0.0.2:5055", "1.12.0");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Standing<LeadingMaster> standing = new Standing<>("me");
    private final HttpServer server = serving();
    private final HttpCalls http = new HttpCalls(server.port());

    private HttpServer serving() {
        try {
            return HttpServer.start(
                    new HttpServerSettings("master", "127.0.0.1", 0),
                    new MasterRoutes(
                                    MasterSettings.Security.NONE,
                                    new Permissions(Authorizer.OPEN),
                                    new LeaderOnly(standing, "me.example:5050"),
                                    Map.of("port", "5050"),
                                    new AttachedFiles(),
                                    new StandingMetrics(
                                            standing,
                                            MasterConfig.defaults("me"),
                                            Clock.systemUTC(),
                                            Clock.systemUTC().instant(),
                                            new CertificateMetrics(null)),
                                    Telemetry.quiet(),
                                    new DebugEndpoints(LogbackLevel.with(timer)))
                            .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
        timer.shutdownNow();
    }

    private void anotherLeads() {
        standing.follow(Optional.of(new Leader(LEADER.text(), 3)));
    }

    @ParameterizedTest
    @CsvSource({
        "/state, /master/state",
        "/state/, /master/state/",
        "/master/state, /master/state",
        "/state?jsonp=x&y=%20, /master/state?jsonp=x&y=%20",
        "/api/v1, /master/api/v1",
        "/api/v1/scheduler, /master/api/v1/scheduler",
        "/master/api/v1/scheduler, /master/api/v1/scheduler",
        "/quota/a%20b, /master/quota/a%20b",
        "/teardown, /master/teardown",
        "/machine/down, /master/machine/down",
        "/agent/S0/files/read?path=%2Fx, /agent/S0/files/read?path=%2Fx"
    })
    void sendsClientsToTheLeaderWithTheirPathAndQuery(String path, String there) throws Exception {
        anotherLeads();
        for (String method : new String[] {"GET", "POST", "PUT", "DELETE"}) {
            HttpResponse<String> answer = http.send(method, path, "no JSON at all");
            assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(307);
            assertThat(answer.headers().firstValue("Location"))
                    .contains("//m2.example:5052" + there);
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/state", "/api/v1", "/api/v1/scheduler", "/redirect", "/agent/S0/x"})
    void answers503WhileNobodyLeads(String path) throws Exception {
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("No leader elected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/state", "/api/v1/scheduler", "/teardown"})
    void answers503WhileItsRegistryIsBeingRead(String path) throws Exception {
        standing.elected();
        HttpResponse<String> answer = http.get(path);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("recovery");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/version",
                "/health",
                "/master/health",
                "/flags",
                "/metrics/snapshot",
                "/files/debug",
                "/registrar(1)/registry",
                "/",
                "/master/",
                "/system/stats.json"
            })
    void answersItselfWhatConcernsItself(String path) throws Exception {
        anotherLeads();
        assertThat(http.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void isReadyWhileItHearsOfALeader() throws Exception {
        assertThat(http.get("/ready").statusCode()).isEqualTo(503);
        assertThat(http.get("/ready").body()).contains("does not answer");
        anotherLeads();
        assertThat(http.get("/ready").statusCode()).isEqualTo(200);
        assertThat(http.get("/master/ready").statusCode()).isEqualTo(200);
        standing.follow(Optional.empty());
        assertThat(http.get("/ready").statusCode()).isEqualTo(503);
        standing.elected();
        assertThat(http.get("/ready").body()).contains("reads its registry");
    }

    @Test
    void tellsThatItIsNotElected() throws Exception {
        assertThat(http.get("/metrics/snapshot").body())
                .contains("\"master/elected\":0.0", "\"master/uptime_secs\":");
        standing.elected();
        assertThat(http.get("/metrics/snapshot").body()).contains("\"master/elected\":1.0");
    }

    @Test
    void tellsItsOwnFlags() throws Exception {
        assertThat(http.get("/flags").body()).isEqualTo("{\"flags\":{\"port\":\"5050\"}}");
    }

    @Test
    void redirectsToTheLeaderAloneWithoutPathAndQuery() throws Exception {
        anotherLeads();
        for (String path : new String[] {"/redirect", "/master/redirect", "/redirect?x=1"}) {
            HttpResponse<String> answer = http.get(path);
            assertThat(answer.statusCode()).isEqualTo(307);
            assertThat(answer.headers().firstValue("Location")).contains("//m2.example:5052");
        }
        assertThat(http.get("/redirect/").statusCode()).isEqualTo(404);
        standing.elected();
        assertThat(http.get("/redirect").headers().firstValue("Location"))
                .contains("//me.example:5050");
    }

    @Test
    void hasNoOtherPages() throws Exception {
        anotherLeads();
        assertThat(http.get("/none").statusCode()).isEqualTo(404);
    }
}
