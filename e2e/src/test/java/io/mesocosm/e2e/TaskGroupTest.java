package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Json;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LAUNCH_GROUP on the default executor (mesos.md §0.5.10, §1.4). */
@Tag("e2e")
class TaskGroupTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    private static RawScheduler scheduler;

    @BeforeAll
    static void subscribes() {
        scheduler = new RawScheduler(CLUSTER.master(), Frameworks.modern("groups")).subscribe();
    }

    @AfterAll
    static void tearsDown() {
        scheduler.close();
    }

    @Test
    void runsAllTasksOfAGroupToTheirEnds() {
        launch(executor("good"), Tasks.command("g1", "exit 0"), Tasks.command("g2", "exit 0"));

        for (String id : List.of("g1", "g2")) {
            assertThat(scheduler.awaitEnd(id).path("state").asText()).isEqualTo("TASK_FINISHED");
            assertThat(scheduler.awaitState(id, "TASK_RUNNING").at("/executor_id/value").asText())
                    .isEqualTo("good");
        }
    }

    @Test
    void tellsATaskTheAddressOfItsContainer() {
        launch(
                executor("addressed"),
                Tasks.command("a1", "test -n \"$MESOS_CONTAINER_IP\" && exit 0 || exit 9"));

        assertThat(scheduler.awaitEnd("a1").path("state").asText()).isEqualTo("TASK_FINISHED");
    }

    @Test
    void killsTheRestOfAGroupWhenOneTaskFails() {
        launch(
                executor("failing"),
                Tasks.command("f1", "sleep 1; exit 3"),
                Tasks.command("f2", "exec tail -f /dev/null"));

        assertThat(scheduler.awaitEnd("f1").path("state").asText()).isEqualTo("TASK_FAILED");
        assertThat(scheduler.awaitEnd("f2").path("state").asText()).isEqualTo("TASK_KILLED");
    }

    @Test
    void killingOneTaskKillsItsGroup() {
        launch(
                executor("killed"),
                Tasks.command("k1", "exec tail -f /dev/null"),
                Tasks.command("k2", "exec tail -f /dev/null"));
        scheduler.awaitState("k1", "TASK_RUNNING");
        scheduler.awaitState("k2", "TASK_RUNNING");
        scheduler.kill("k1");

        assertThat(scheduler.awaitEnd("k1").path("state").asText()).isEqualTo("TASK_KILLED");
        assertThat(scheduler.awaitEnd("k2").path("state").asText()).isEqualTo("TASK_KILLED");
    }

    @Test
    void refusesAGroupWhoseExecutorHasNoDisk() {
        ObjectNode executor = executor("diskless");
        executor.set(
                "resources",
                Json.array(
                        Json.elements(executor.path("resources"))
                                .filter(resource -> !resource.path("name").asText().equals("disk"))
                                .toList()));
        launch(executor, Tasks.command("d1", "true"), Tasks.command("d2", "true"));

        for (String id : List.of("d1", "d2")) {
            JsonNode end = scheduler.awaitEnd(id);
            assertThat(end.path("state").asText()).isEqualTo("TASK_ERROR");
            assertThat(end.path("reason").asText()).isEqualTo("REASON_TASK_GROUP_INVALID");
            assertThat(end.path("message").asText()).contains("Executor 'diskless' uses no disk");
        }
    }

    private static void launch(ObjectNode executor, ObjectNode... tasks) {
        JsonNode offer = scheduler.log().takeOffer(1, 256);
        for (ObjectNode task : tasks) {
            task.set("agent_id", offer.path("agent_id"));
        }
        ObjectNode operation = Json.of("{type: 'LAUNCH_GROUP'}");
        ObjectNode group = operation.putObject("launch_group");
        group.set("executor", executor);
        group.putObject("task_group").set("tasks", Json.array(List.of(tasks)));
        assertThat(scheduler.accept(offer, operation).status()).isEqualTo(202);
    }

    private static ObjectNode executor(String id) {
        ObjectNode executor = Json.of("{type: 'DEFAULT', executor_id: {value: '%s'}}", id);
        executor.putObject("framework_id").put("value", scheduler.frameworkId());
        executor.set("resources", Tasks.resources(0.1, 32));
        return executor;
    }
}
