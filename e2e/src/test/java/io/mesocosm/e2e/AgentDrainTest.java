package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Json;
import java.time.Duration;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators change while frameworks run (mesos.md §3, §6, §8): drains, weights, quotas. */
@Tag("e2e")
class AgentDrainTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final Cluster CLUSTER = Cluster.create().masterFlag("--allocation_interval=100ms");

    @AfterEach
    void givesAllBack() {
        operator("{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'bounded'}]}}");
        ask("REACTIVATE_AGENT");
    }

    private static Answer operator(String call, Object... values) {
        return CLUSTER.master().post("/api/v1", Json.of(call, values).toString());
    }

    /** A call about the one agent. */
    private static Answer ask(String type) {
        return operator(
                "{type: '%s', %s: {agent_id: {value: '%s'}}}",
                type, type.toLowerCase(Locale.ROOT), CLUSTER.registeredAgent().path("id").asText());
    }

    private static RawScheduler in(String role) {
        ObjectNode info = Frameworks.modern("framework of " + role);
        info.putArray("roles").add(role);
        return new RawScheduler(CLUSTER.master(), info);
    }

    private static String drainState() {
        return CLUSTER.registeredAgent().at("/drain_info/state").asText();
    }

    private static double offered(RawScheduler scheduler) {
        return scheduler.log().offers().stream()
                .mapToDouble(offer -> Tasks.amount(offer.path("resources"), "cpus"))
                .sum();
    }

    private static void awaitOffered(RawScheduler scheduler, double cpus) {
        Awaitility.await("offers of " + cpus + " cpus")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(offered(scheduler)).isCloseTo(cpus, within(0.001)));
    }

    @Test
    void drainsAnAgentThroughARestartOfTheMasterAndGivesItBack() {
        try (RawScheduler scheduler = in("drained").returning().subscribe()) {
            ObjectNode task =
                    Tasks.command("stubborn", "trap '' TERM; while :; do sleep 0.1; done");
            task.putObject("kill_policy")
                    .putObject("grace_period")
                    .put("nanoseconds", Duration.ofMinutes(10).toNanos());
            scheduler.launch(task);
            scheduler.awaitState("stubborn", "TASK_RUNNING");

            Answer drained =
                    operator(
                            """
                            {type: 'DRAIN_AGENT', drain_agent: {agent_id: {value: '%s'},
                             max_grace_period: {seconds: 3, nanos: 0}}}""",
                            CLUSTER.registeredAgent().path("id").asText());
            assertThat(drained.status()).as(drained.toString()).isEqualTo(200);
            assertThat(drainState()).isEqualTo("DRAINING");
            assertThat(ask("REACTIVATE_AGENT").status()).isEqualTo(400);
            scheduler.awaitState("stubborn", "TASK_KILLING");
            CLUSTER.component("master").kill();
            CLUSTER.component("master").start();

            JsonNode end = scheduler.awaitEnd("stubborn");
            assertThat(end.path("state").asText()).isEqualTo("TASK_KILLED");
            assertThat(end.path("reason").asText()).isEqualTo("REASON_AGENT_DRAINING");
            Awaitility.await("the end of the drain")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(drainState()).isEqualTo("DRAINED"));
            JsonNode agent = CLUSTER.registeredAgent();
            assertThat(agent.path("deactivated").asBoolean()).isTrue();
            assertThat(agent.path("active").asBoolean()).isFalse();
            assertThat(agent.has("estimated_drain_start_time_seconds")).isTrue();
            assertThat(scheduler.log().offers()).isEmpty();

            assertThat(ask("REACTIVATE_AGENT").status()).isEqualTo(200);
            scheduler.launch(Tasks.command("after", "exit 0"));
            assertThat(scheduler.awaitEnd("after").path("state").asText())
                    .isEqualTo("TASK_FINISHED");
            assertThat(CLUSTER.registeredAgent().has("drain_info")).isFalse();
        }
    }

    @Test
    void letsTheTasksOfADeactivatedAgentRunOn() {
        try (RawScheduler scheduler = in("kept").subscribe()) {
            scheduler.launch(Tasks.command("stays", "exec tail -f /dev/null"));
            scheduler.awaitState("stays", "TASK_RUNNING");
            assertThat(ask("DEACTIVATE_AGENT").status()).isEqualTo(200);
            awaitOffered(scheduler, 0);
            assertThat(
                            CLUSTER.master()
                                    .get("/metrics/snapshot")
                                    .json()
                                    .path("master/tasks_running")
                                    .asDouble())
                    .isEqualTo(1.0);
            assertThat(ask("REACTIVATE_AGENT").status()).isEqualTo(200);
            scheduler.log().takeOffer(1, 32);
            assertThat(scheduler.statuses("stays").getLast().path("state").asText())
                    .isEqualTo("TASK_RUNNING");
        }
    }

    @Test
    void aLimitHoldsAFrameworkBack() {
        try (RawScheduler scheduler = in("bounded").subscribe()) {
            awaitOffered(scheduler, 16);
            Answer limited =
                    operator(
                            """
                            {type: 'UPDATE_QUOTA', update_quota: {quota_configs: [
                             {role: 'bounded', limits: {cpus: {value: 1}}}]}}""");
            assertThat(limited.status()).as(limited.toString()).isEqualTo(200);
            awaitOffered(scheduler, 1);
            assertThat(
                            operator("{type: 'GET_QUOTA'}")
                                    .json()
                                    .at("/get_quota/status/configs/0/limits/cpus/value")
                                    .asDouble())
                    .isEqualTo(1.0);
            scheduler.launch(Tasks.command("within", "exec tail -f /dev/null"));
            scheduler.awaitState("within", "TASK_RUNNING");
            awaitOffered(scheduler, 0.9);
            assertThat(
                            operator(
                                            """
                                            {type: 'UPDATE_QUOTA', update_quota: {quota_configs: [
                                             {role: 'bounded', limits: {cpus: {value: 0.05}}}]}}""")
                                    .status())
                    .as("less than it uses")
                    .isEqualTo(400);

            operator("{type: 'UPDATE_QUOTA', update_quota: {quota_configs: [{role: 'bounded'}]}}");
            awaitOffered(scheduler, 15.9);
        }
    }

    @Test
    void aWeightChangesWhoIsServedFirst() {
        try (RawScheduler heavy = in("heavy").subscribe();
                RawScheduler light = in("light")) {
            heavy.launch(
                    Tasks.command("one", "exec tail -f /dev/null"),
                    Tasks.command("two", "exec tail -f /dev/null"));
            heavy.awaitState("two", "TASK_RUNNING");
            light.subscribe();
            heavy.standBackFor(
                    () -> {
                        light.launch(Tasks.command("three", "exec tail -f /dev/null"));
                        light.awaitState("three", "TASK_RUNNING");
                    });
            // By what they hold the lighter one comes first, and gets all that is left.
            awaitOffered(light, 15.7);
            assertThat(heavy.log().offers()).isEmpty();

            Answer set =
                    CLUSTER.master()
                            .json("PUT", "/weights", "[{\"role\":\"heavy\",\"weight\":10.0}]");
            assertThat(set.status()).as(set.toString()).isEqualTo(200);

            awaitOffered(heavy, 15.7);
            assertThat(light.log().offers()).isEmpty();
            assertThat(CLUSTER.master().get("/weights").text())
                    .isEqualTo("[{\"weight\":10.0,\"role\":\"heavy\"}]");
        }
    }
}
