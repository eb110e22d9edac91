package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two Marathons on one etcd (spec §1.8): whatever becomes of the one that leads, the other one goes
 * on with what was acknowledged, and no task notices.
 */
@Tag("e2e")
@Needs("root")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MarathonFailoverTest {
    @RegisterExtension
    static final Cluster CLUSTER = Cluster.create().masterFlag("--allocation_interval=100ms");

    private static SharedMarathons marathons;
    private static Path directory;

    /** An app that nothing may touch. */
    private static CountedApp steady;

    private static List<String> steadyTasks = List.of();

    private SharedMarathons.Member leader;
    private SharedMarathons.Member standby;
    private RawMarathon marathon;

    @BeforeAll
    static void startMarathons() throws IOException {
        directory = Files.createTempDirectory(CLUSTER.directory(), "apps");
        marathons = new SharedMarathons(CLUSTER, 2);
        marathons.awaitWhole();
        steady =
                new CountedApp(
                        new RawMarathon(marathons.leading().endpoint()), "steady", directory);
        steady.create(3);
        steadyTasks = steady.running();
    }

    @AfterAll
    static void endMarathons() {
        if (marathons != null) {
            marathons.close();
        }
    }

    /** Each test finds a leader and a standby. */
    @BeforeEach
    void begin() {
        marathons.awaitWhole();
        leader = marathons.leading();
        standby = marathons.other(leader);
        marathon = new RawMarathon(standby.endpoint());
    }

    @AfterEach
    void end() {
        try {
            marathon.awaitRunning(steady.id(), 3);
            assertThat(steady.running()).as("tasks of the app left alone").isEqualTo(steadyTasks);
            assertThat(steady.everStarted()).as("its starts").isEqualTo(3);
        } catch (RuntimeException | AssertionError e) {
            marathons.show();
            throw e;
        }
    }

    private static void report(String text) {
        System.out.println("MarathonFailoverTest: " + text);
    }

    @Test
    void anotherGoesOnWithTheDeploymentWhenTheLeaderIsKilled() {
        CountedApp scaled = new CountedApp(marathon, "scaled", directory);
        scaled.create(2);
        List<String> before = scaled.running();
        createGroupOf(150);
        String deployment = marathon.update("scaled", "{\"instances\":9}");

        long killed = System.nanoTime();
        leader.part().kill();
        long millis = marathons.awaitLead(standby, killed);

        report("kill -9: another leads after %d ms".formatted(millis));
        assertThat(marathon.app("scaled").path("instances").asInt()).isEqualTo(9);
        scaled.awaitRunning(9);
        marathon.awaitNoDeployment();
        report(
                "kill -9: deployment %s done after %d ms"
                        .formatted(deployment, (System.nanoTime() - killed) / 1_000_000));
        assertThat(scaled.running()).containsAll(before);
        assertThat(marathon.endpoint().get("/v2/groups/big").json().path("apps")).hasSize(150);
        assertThat(scaled.everStarted()).as("starts of what was scaled").isEqualTo(9);
        scaled.delete();
    }

    /** More than what etcd takes in one transaction. */
    private void createGroupOf(int size) {
        String apps =
                IntStream.range(0, size)
                        .mapToObj("{\"id\":\"a%d\",\"cmd\":\"x\",\"instances\":0}"::formatted)
                        .collect(Collectors.joining(","));
        Answer group =
                marathon.endpoint().post("/v2/groups", "{\"id\":\"/big\",\"apps\":[" + apps + "]}");
        assertThat(group.status()).as(group.toString()).isEqualTo(201);
        marathon.awaitNoDeployment();
    }

    @Test
    void refusesWhatEtcdHasNoRoomForAndLeadsOn() {
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        Answer large =
                marathon.endpoint()
                        .post(
                                "/v2/apps",
                                "{\"id\":\"/large\",\"cmd\":\"x\",\"env\":{\"NOISE\":\"%s\"}}"
                                        .formatted(HexFormat.of().formatHex(noise)));
        assertThat(large.status()).as(large.toString()).isEqualTo(422);
        assertThat(leader.part().isAlive()).isTrue();
        assertThat(marathon.endpoint().get("/v2/apps/large").status()).isEqualTo(404);
    }

    @Test
    void handsOverOnSigterm() {
        String framework = framework();

        long told = System.nanoTime();
        leader.part().terminate();
        long millis = marathons.awaitLead(standby, told);
        int code = leader.part().awaitEnd();

        report("SIGTERM: another leads after %d ms".formatted(millis));
        assertThat(code).isZero();
        marathon.create(
                "{\"id\":\"/after-sigterm\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32}");
        marathon.awaitRunning("after-sigterm", 1);
        report(
                "SIGTERM: a new app runs after %d ms"
                        .formatted((System.nanoTime() - told) / 1_000_000));
        assertThat(framework()).isEqualTo(framework);
        marathon.delete("after-sigterm");
    }

    @Test
    void handsOverWhenItIsToldToAbdicate() {
        long told = System.nanoTime();
        Answer answer = standby.endpoint().json("DELETE", "/v2/leader", "");
        long millis = marathons.awaitLead(standby, told);
        int code = leader.part().awaitEnd();
        long ended = (System.nanoTime() - told) / 1_000_000;

        report(
                "DELETE /v2/leader: another leads after %d ms, the process has ended after %d ms"
                        .formatted(millis, ended));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("message").asText()).isEqualTo("Leadership abdicated");
        assertThat(code).isEqualTo(137);
        assertThat(ended).isGreaterThanOrEqualTo(500);
    }

    @Test
    void answersThroughAStandbyAsTheLeaderDoes() throws IOException {
        String app = "/v2/apps/" + steady.id();
        for (String path :
                List.of("/v2/apps", app, "/v2/info", "/v2/leader", "/ping", "/v2/apps/absent")) {
            Answer own = leader.endpoint().get(path);
            Answer passed = standby.endpoint().get(path);
            assertThat(passed.status()).as(path).isEqualTo(own.status());
            assertThat(passed.text()).as(path).isEqualTo(own.text());
            assertThat(passed.header("X-Marathon-Leader"))
                    .isEqualTo("http://" + leader.endpoint())
                    .isEqualTo(own.header("X-Marathon-Leader"));
            assertThat(passed.header("Via")).isEqualTo("1.1 " + standby.endpoint());
            for (String header : List.of("Content-Type", "Cache-Control", "X-Frame-Options")) {
                assertThat(passed.header(header)).as(header).isEqualTo(own.header(header));
            }
        }
        assertThat(leader.endpoint().get("/v2/info").json().path("elected").asBoolean()).isTrue();
        Answer events =
                standby.endpoint()
                        .ask(
                                "GET",
                                "/v2/events?event_type=x",
                                Map.of("Accept", "text/event-stream"),
                                new byte[0]);
        assertThat(events.status()).isEqualTo(302);
        assertThat(events.header("Location"))
                .isEqualTo("http://" + leader.endpoint() + "/v2/events?event_type=x");
        assertThat(standby.endpoint().get("/ready").header("Via")).isEmpty();
        marathon.create(
                "{\"id\":\"/through\",\"cmd\":\"x\",\"instances\":0,\"labels\":{\"a\":\"b\"}}");
        assertThat(leader.endpoint().get("/v2/apps/through").text())
                .isEqualTo(standby.endpoint().get("/v2/apps/through").text())
                .contains("\"a\":\"b\"");
        marathon.delete("through");
    }

    @Test
    void aLeaderThatWasFrozenWritesNothingMore() throws Exception {
        marathon.create("{\"id\":\"/thawed\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32}");
        marathon.awaitNoDeployment();
        marathon.update("thawed", "{\"instances\":4}");

        long frozen = System.nanoTime();
        leader.part().freeze();
        try (Connection toFrozen = Connection.tcp(leader.endpoint(), Duration.ofSeconds(30))) {
            toFrozen.send(
                    "PUT",
                    "/v2/apps/thawed?force=true",
                    Map.of("Content-Type", "application/json"),
                    "{\"instances\":7}".getBytes(StandardCharsets.UTF_8));
            long millis = marathons.awaitLead(standby, frozen);
            report("SIGSTOP: another leads after %d ms".formatted(millis));
            marathon.update("thawed?force=true", "{\"instances\":2}");
            marathon.awaitNoDeployment();
            marathon.awaitRunning("thawed", 2);
            Set<String> tasks = marathon.runningTaskIds("thawed");
            awaitPassed(Duration.ofSeconds(6), frozen);
            leader.part().thaw();
            Answer answer = answer(toFrozen);

            assertThat(leader.part().awaitEnd()).isEqualTo(137);
            report("SIGCONT: a request to the old leader is answered " + answer.status());
            // What it did not answer it may have passed on to the new leader.
            if (answer.status() == 200) {
                assertThat(marathon.app("thawed").path("instances").asInt()).isEqualTo(7);
            }
            marathon.awaitNoDeployment();
            assertThat(marathon.runningTaskIds("thawed")).containsAll(tasks);
        }
        assertThatTheStoreHasWhatTheLeaderSays();
        marathon.delete("thawed");
    }

    private static void awaitPassed(Duration time, long sinceNanos) {
        SharedMarathons.await(
                time + " to pass", () -> System.nanoTime() - sinceNanos >= time.toNanos());
    }

    /** Another Marathon, which has all from the store, says the same as the one that wrote it. */
    private void assertThatTheStoreHasWhatTheLeaderSays() {
        String said = standby.endpoint().get("/v2/apps").text();
        marathons.awaitWhole();
        long told = System.nanoTime();
        standby.part().terminate();
        marathons.awaitLead(leader, told);
        assertThat(standby.part().awaitEnd()).isZero();
        assertThat(leader.endpoint().get("/v2/apps").text()).isEqualTo(said);
        marathons.awaitWhole();
    }

    /** What it says, or 0 when it cuts the connection. */
    private static Answer answer(Connection connection) {
        try {
            return connection.receive();
        } catch (IOException e) {
            return new Answer(0, Map.of(), new byte[0]);
        }
    }

    @Test
    void losesNothingWhenEtcdIsAwayForLongerThanALeadership() {
        Set<String> acknowledged = new ConcurrentSkipListSet<>();
        Deque<Integer> statuses = new ConcurrentLinkedDeque<>();
        CompletableFuture<Void> author =
                CompletableFuture.runAsync(
                        () -> createUntilRefused(leader.endpoint(), acknowledged, statuses));
        SharedMarathons.await("some apps", () -> statuses.size() > 10);

        long away = System.nanoTime();
        marathons.etcd().kill();
        author.join();
        assertThat(leader.part().awaitEnd()).isEqualTo(137);
        report("etcd away: the leader has ended after %d ms".formatted(millisSince(away)));
        assertThat(standby.endpoint().get("/ready").status()).isEqualTo(503);
        long back = System.nanoTime();
        marathons.etcd().start();
        long millis = marathons.awaitLead(standby, back);

        report(
                "etcd back: another leads after %d ms; %d apps acknowledged, then %s"
                        .formatted(millis, acknowledged.size(), statuses.getLast()));
        JsonNode apps = standby.endpoint().get("/v2/apps").json().path("apps");
        Set<String> kept = new TreeSet<>();
        Json.elements(apps).forEach(app -> kept.add(app.path("id").asText()));
        assertThat(kept).containsAll(acknowledged);
        kept.stream().filter(id -> id.startsWith("/many-")).forEach(this::deleteAtOnce);
        marathon.awaitNoDeployment();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void createUntilRefused(
            Endpoint endpoint, Set<String> acknowledged, Deque<Integer> statuses) {
        for (int i = 0; ; i++) {
            String id = "/many-" + i;
            try {
                Answer answer =
                        endpoint.post(
                                "/v2/apps",
                                "{\"id\":\"%s\",\"cmd\":\"sleep 1\",\"instances\":0}"
                                        .formatted(id));
                statuses.add(answer.status());
                if (answer.status() != 201) {
                    return;
                }
                acknowledged.add(id);
            } catch (UncheckedIOException e) {
                statuses.add(0);
                return;
            }
        }
    }

    private void deleteAtOnce(String id) {
        Answer answer = standby.endpoint().json("DELETE", "/v2/apps" + id + "?force=true", "");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    private String framework() {
        return standby.endpoint().get("/v2/info").json().path("frameworkId").asText();
    }
}
