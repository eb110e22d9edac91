package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.wire.Json;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How tasks end that do not end by themselves (mesos.md §0.5.10, §7.4, §7.5). */
@Tag("e2e")
class KillTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static RawScheduler scheduler;

    @BeforeAll
    static void subscribes() {
        scheduler = new RawScheduler(CLUSTER.master(), Frameworks.modern("kills")).subscribe();
    }

    @AfterAll
    static void tearsDown() {
        scheduler.close();
    }

    @Test
    void killsByTermAndSaysSo() {
        start(Tasks.command("obedient", "exec tail -f /dev/null"));
        scheduler.kill("obedient");

        JsonNode end = scheduler.awaitEnd("obedient");
        assertThat(end.path("state").asText()).isEqualTo("TASK_KILLED");
        assertThat(end.path("message").asText())
                .isEqualTo("Command terminated with signal Terminated");
        assertThat(states("obedient")).contains("TASK_KILLING");
    }

    @Test
    void killsATaskThatIgnoresTermAfterItsGrace() {
        ObjectNode task =
                Tasks.command("stubborn", "trap '' TERM; while :; do tail -f /dev/null; done");
        task.putObject("kill_policy").putObject("grace_period").put("nanoseconds", 2_000_000_000L);
        start(task);
        long before = System.nanoTime();
        scheduler.kill("stubborn");

        JsonNode end = scheduler.awaitEnd("stubborn");
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertThat(end.path("state").asText()).isEqualTo("TASK_KILLED");
        assertThat(end.path("message").asText()).isEqualTo("Command terminated with signal Killed");
        assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(20));
    }

    @Test
    void aSecondKillShortensTheGrace() {
        ObjectNode task =
                Tasks.command("hurried", "trap '' TERM; while :; do tail -f /dev/null; done");
        task.putObject("kill_policy")
                .putObject("grace_period")
                .put("nanoseconds", 600_000_000_000L);
        start(task);
        scheduler.kill("hurried");
        scheduler.awaitState("hurried", "TASK_KILLING");
        scheduler.call(
                Json.of(
                        "{type: 'KILL', kill: {task_id: {value: 'hurried'},"
                                + " kill_policy: {grace_period: {nanoseconds: 1000000}}}}"));

        assertThat(scheduler.awaitEnd("hurried").path("state").asText()).isEqualTo("TASK_KILLED");
    }

    @Test
    void killsTheWholeTreeOfATask() {
        String mark = "86399" + CLUSTER.master().port();
        start(
                Tasks.command(
                        "tree",
                        "(setsid tail -f --sleep-interval="
                                + mark
                                + " /dev/null &) ; tail -f /dev/null"));
        awaitProcesses(mark, 1);
        scheduler.kill("tree");
        scheduler.awaitEnd("tree");

        awaitProcesses(mark, 0);
    }

    @Test
    @Needs("root")
    void reportsATaskOverItsMemoryLimit() {
        scheduler.launch(
                Tasks.command("hungry", "head -c 400000000 /dev/zero | tail; tail -f /dev/null"));

        JsonNode end = scheduler.awaitEnd("hungry");
        assertThat(end.path("state").asText()).as(end.toString()).isEqualTo("TASK_FAILED");
        assertThat(end.path("reason").asText()).isEqualTo("REASON_CONTAINER_LIMITATION_MEMORY");
        assertThat(end.path("message").asText())
                .startsWith("Memory limit exceeded: Requested: 64MB");
        assertThat(Tasks.amount(end.at("/limitation/resources"), "mem")).isGreaterThan(32);
    }

    @Test
    void aKillOfAnUnknownTaskIsAnsweredAsAReconciliation() {
        scheduler.kill("never-launched");

        JsonNode status = scheduler.awaitEndOrUnknown("never-launched");
        assertThat(status.path("state").asText()).isIn("TASK_UNKNOWN", "TASK_GONE");
        assertThat(status.path("reason").asText()).isEqualTo("REASON_RECONCILIATION");
    }

    @Test
    void tearingDownAFrameworkKillsItsTasks() {
        scheduler.standBackFor(this::tearDownAFrameworkWithATask);
    }

    private void tearDownAFrameworkWithATask() {
        String mark = "86398" + CLUSTER.master().port();
        RawScheduler doomed =
                new RawScheduler(CLUSTER.master(), Frameworks.modern("doomed")).subscribe();
        doomed.launch(
                Tasks.command("victim", "exec tail -f --sleep-interval=" + mark + " /dev/null"));
        doomed.awaitState("victim", "TASK_RUNNING");
        doomed.close();

        awaitProcesses(mark, 0);
        JsonNode frameworks = CLUSTER.master().get("/master/frameworks").json();
        JsonNode completed =
                Json.find(frameworks.path("completed_frameworks"), "id", doomed.frameworkId());
        assertThat(completed.path("completed_tasks").path(0).path("state").asText())
                .isEqualTo("TASK_KILLED");
    }

    private static void awaitProcesses(String mark, int count) {
        Awaitility.await(count + " processes with " + mark)
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                HostProcess.all().stream()
                                                .filter(HostProcess::isAlive)
                                                .map(HostProcess::commandLine)
                                                .filter(line -> line.startsWith("tail"))
                                                .filter(line -> line.contains(mark))
                                                .count()
                                        == count);
    }

    private static void start(ObjectNode task) {
        scheduler.launch(task);
        scheduler.awaitState(task.path("name").asText(), "TASK_RUNNING");
    }

    private static List<String> states(String task) {
        return scheduler.statuses(task).stream().map(s -> s.path("state").asText()).toList();
    }
}
