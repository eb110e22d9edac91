package io.mesocosm.e2e.ha;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.HaCluster;
import io.mesocosm.e2e.cluster.HaCluster.ElectedMaster;
import io.mesocosm.e2e.cluster.Settings;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.framework.Workload;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Leaders that are killed, told to end, frozen and cut from etcd: another leads without a hand, and
 * nothing that runs is lost or doubled (design §3).
 */
@Tag("e2e")
@Needs("root")
@Timeout(value = 1, unit = TimeUnit.HOURS) // for many rounds; every wait has its own end
class MasterFailoverTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration FROZEN = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension static final HaCluster CLUSTER = HaCluster.create();

    private ElectedMaster leader = CLUSTER.masters().getFirst();
    private Path folder = Path.of("/nowhere");
    private RawScheduler scheduler =
            new RawScheduler(CLUSTER.endpoints(), Frameworks.modern("never subscribed"));

    @BeforeEach
    void begins() throws IOException {
        leader = CLUSTER.whole();
        folder = Files.createTempDirectory(CLUSTER.directory(), "test");
        scheduler =
                new RawScheduler(CLUSTER.endpoints(), Frameworks.modern("failover"))
                        .returning()
                        .subscribe();
    }

    @AfterEach
    void ends() {
        scheduler.close();
    }

    @Test
    void anyMasterTellsFrameworksAndAgentsWhoLeads() throws IOException {
        for (ElectedMaster standby : CLUSTER.othersThan(leader)) {
            Answer answer = standby.http().ask("POST", "/api/v1/scheduler", Map.of(), bytes("x"));
            assertThat(answer.status()).isEqualTo(307);
            assertThat(answer.header("Location"))
                    .isEqualTo("//" + leader.http() + "/master/api/v1/scheduler");
            assertThat(standby.http().get("/redirect").header("Location"))
                    .isEqualTo("//" + leader.http());
            assertThat(standby.http().get("/health").status()).isEqualTo(200);
            assertThat(elected(standby)).isZero();
            assertThat(standby.http().get("/files/read?path=/master/log&offset=0").status())
                    .isEqualTo(200);
            try (RawScheduler guest =
                    new RawScheduler(standby.http(), Frameworks.modern("guest")).subscribe()) {
                assertThat(guest.master()).isEqualTo(leader.http());
            }
        }
        JsonNode state = leader.http().get("/state").json();
        assertThat(state.at("/leader_info/port").asInt()).isEqualTo(leader.http().port());
        assertThat(state.at("/leader_info/id")).isEqualTo(state.path("id"));
        assertThat(state.path("elected_time").asDouble())
                .isGreaterThanOrEqualTo(state.path("start_time").asDouble());
        assertThat(elected(leader)).isEqualTo(1);
        // It was given the standbys first.
        assertThat(CLUSTER.hasTheAgent(leader)).isTrue();
    }

    @Test
    void anotherLeadsWhenTheLeaderIsKilledAndNothingIsLost() {
        for (int round = 1; round <= Settings.rounds(); round++) {
            LongTask stays = LongTask.launch(scheduler, folder, "stays-" + round);
            LongTask ends = LongTask.launch(scheduler, folder, "ends-" + round);
            String framework = scheduler.frameworkId();
            long before = System.nanoTime();
            int seen = scheduler.log().all().size();
            CLUSTER.component(leader).kill();
            ends.letEnd();
            ElectedMaster next = CLUSTER.awaitLeader(CLUSTER.othersThan(leader));
            Duration leads = since(before);
            Duration offers = awaitOffers(seen, before);
            System.out.printf(
                    "kill -9 of the leader, round %d: another leads after %d ms, offers after %d ms%n",
                    round, leads.toMillis(), offers.toMillis());

            assertThat(leads).isLessThan(TTL.plusSeconds(1));
            assertThat(scheduler.frameworkId()).isEqualTo(framework);
            JsonNode end = scheduler.awaitEnd(ends.id());
            assertThat(end.path("message").asText()).isEqualTo("Command exited with status 7");
            stays.assertIsTheSame();
            assertThat(tasksOfTheAgent(next)).contains(stays.id()).doesNotContain(ends.id());
            scheduler.kill(stays.id());
            assertThat(scheduler.awaitEnd(stays.id()).path("state").asText())
                    .isEqualTo("TASK_KILLED");
            leader = CLUSTER.whole();
        }
    }

    @Test
    void losesAndDoublesNoTaskOfALoadWhenLeadersAreKilled() {
        try (Workload workload = new Workload(scheduler, folder, Settings.load())) {
            for (int round = 1; round <= Settings.rounds(); round++) {
                awaitDone(workload, workload.done() + 4);
                CLUSTER.component(leader).kill();
                leader = CLUSTER.awaitLeader(CLUSTER.othersThan(leader));
                // More than were in flight: some of them were launched after the blow.
                awaitDone(workload, workload.done() + workload.inFlight() + 4);
                assertThat(workload.faults()).isEmpty();
                leader = CLUSTER.whole();
            }
            List<String> faults = workload.finish();
            System.out.printf(
                    "kill -9 of leaders under load: %d rounds, %d tasks ran, %d lost%n",
                    Settings.rounds(), workload.done(), faults.size());
            assertThat(faults).isEmpty();
        }
    }

    @Test
    void aLeaderThatIsToldToEndHandsOverAtOnce() {
        for (int round = 1; round <= Settings.rounds(); round++) {
            LongTask stays = LongTask.launch(scheduler, folder, "handed-over-" + round);
            long before = System.nanoTime();
            int seen = scheduler.log().all().size();
            CLUSTER.component(leader).terminate();
            ElectedMaster next = CLUSTER.awaitLeader(CLUSTER.othersThan(leader));
            Duration leads = since(before);
            Duration offers = awaitOffers(seen, before);
            System.out.printf(
                    "SIGTERM of the leader, round %d: another leads after %d ms, offers after %d ms%n",
                    round, leads.toMillis(), offers.toMillis());

            assertThat(CLUSTER.component(leader).awaitEnd(Duration.ofSeconds(10))).isZero();
            assertThat(leads).as("no session had to run out").isLessThan(TTL);
            stays.assertIsTheSame();
            assertThat(tasksOfTheAgent(next)).contains(stays.id());
            scheduler.kill(stays.id());
            scheduler.awaitEnd(stays.id());
            leader = CLUSTER.whole();
        }
    }

    @Test
    void aLeaderThatWasFrozenEndsItselfAndSendsNothingMore() throws IOException {
        LongTask stays = LongTask.launch(scheduler, folder, "stays");
        long oldTerm = CLUSTER.termSeenByTheAgent();
        JsonNode offer = scheduler.log().takeOffer(0.1, 32);
        Path never = folder.resolve("never");
        ObjectNode task = Tasks.command("never", "touch " + never);
        task.set("agent_id", offer.path("agent_id"));
        ObjectNode launch = Json.of("{type: 'LAUNCH'}");
        launch.putObject("launch").set("task_infos", Json.array(List.of(task)));
        int seen = scheduler.log().all().size();
        ElectedMaster frozen = leader;
        long before = System.nanoTime();
        CLUSTER.component(frozen).freeze();
        Thread accepting = Thread.startVirtualThread(() -> scheduler.accept(offer, launch));
        try {
            ElectedMaster next = CLUSTER.awaitLeader(CLUSTER.othersThan(frozen));
            Awaitility.await("the agent at " + next)
                    .atMost(PATIENCE)
                    .until(() -> CLUSTER.hasTheAgent(next));
            try (RawScheduler other =
                    new RawScheduler(next.http(), Frameworks.modern("goes on")).subscribe()) {
                other.launch(Tasks.command("meanwhile", "exit 0"));
                assertThat(other.awaitEnd("meanwhile").path("state").asText())
                        .isEqualTo("TASK_FINISHED");
                assertThat(CLUSTER.termSeenByTheAgent()).isGreaterThan(oldTerm);
                assertThat(scheduler.log().all()).hasSize(seen);
                Awaitility.await("the end of ten seconds")
                        .pollInterval(Duration.ofMillis(100))
                        .atMost(FROZEN.plusSeconds(1))
                        .until(() -> since(before).compareTo(FROZEN) > 0);
                CLUSTER.component(frozen).thaw();
                assertThat(CLUSTER.component(frozen).awaitEnd(Duration.ofSeconds(10))).isOne();
            }
            awaitOffers(seen, System.nanoTime());
            List<JsonNode> events = scheduler.log().all();
            assertThat(events.get(seen).path("type").asText())
                    .as("what came of the old leader after its freeze: its end alone")
                    .isEqualTo("CLOSED");
            assertThat(scheduler.master()).isEqualTo(next.http());
            stays.assertIsTheSame();
            assertThat(never).doesNotExist();
        } finally {
            CLUSTER.component(frozen).kill();
            accepting.interrupt();
        }
    }

    @Test
    void nobodyLeadsWhileEtcdIsAwayAndTasksDoNotNotice() throws Exception {
        LongTask stays = LongTask.launch(scheduler, folder, "stays");
        CLUSTER.component("etcd").kill();
        assertThat(CLUSTER.component(leader).awaitEnd(TTL.plusSeconds(10))).isOne();
        int seen = scheduler.log().all().size();
        for (ElectedMaster standby : CLUSTER.othersThan(leader)) {
            Awaitility.await(standby + " to know of no leader")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> standby.http().get("/redirect").status() == 503);
            assertThat(standby.http().get("/health").status()).isEqualTo(200);
        }
        // A master that starts meanwhile waits too.
        CLUSTER.component(leader).start();
        assertThat(leader.http().get("/state").status()).isEqualTo(503);
        Awaitility.await("longer than a session")
                .during(TTL.plusMillis(500))
                .atMost(TTL.plusSeconds(2))
                .until(() -> CLUSTER.masters().stream().noneMatch(ElectedMaster::leads));
        assertThat(scheduler.log().all().subList(seen, scheduler.log().all().size()))
                .noneMatch(event -> RawScheduler.isType(event, "OFFERS"));
        stays.assertIsTheSame();

        long before = System.nanoTime();
        CLUSTER.component("etcd").start();
        ElectedMaster next = CLUSTER.awaitLeader(CLUSTER.masters());
        Duration leads = since(before);
        Duration offers = awaitOffers(seen, before);
        System.out.printf(
                "etcd back after its absence: a master leads after %d ms, offers after %d ms%n",
                leads.toMillis(), offers.toMillis());
        stays.assertIsTheSame();
        assertThat(tasksOfTheAgent(next)).contains(stays.id());
    }

    /**
     * How long after that moment the first offer of the next leader came.
     *
     * @param seen the events before the subscription with that leader
     */
    private Duration awaitOffers(int seen, long before) {
        JsonNode subscribed =
                scheduler
                        .log()
                        .awaitAfter(seen, "SUBSCRIBED", e -> RawScheduler.isType(e, "SUBSCRIBED"));
        int place = scheduler.log().all().lastIndexOf(subscribed);
        scheduler.log().awaitAfter(place, "offers", e -> RawScheduler.isType(e, "OFFERS"));
        return since(before);
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static void awaitDone(Workload workload, int count) {
        Awaitility.await(count + " tasks done")
                .atMost(PATIENCE)
                .until(() -> workload.done() >= count || !workload.faults().isEmpty());
    }

    private static double elected(ElectedMaster master) {
        return master.http().get("/metrics/snapshot").json().path("master/elected").asDouble();
    }

    private static List<String> tasksOfTheAgent(ElectedMaster master) {
        Endpoint http = master.http();
        return Json.elements(http.get("/tasks?limit=-1").json().path("tasks"))
                .filter(task -> task.path("state").asText().equals("TASK_RUNNING"))
                .map(task -> task.path("id").asText())
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
