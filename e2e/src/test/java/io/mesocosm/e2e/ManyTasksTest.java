package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two hundred tasks in one ACCEPT: each runs, each exit code is exact. */
@Tag("e2e")
class ManyTasksTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    @Test
    void runsTwoHundredTasksOfOneAccept() {
        try (RawScheduler scheduler =
                new RawScheduler(CLUSTER.master(), Frameworks.modern("many")).subscribe()) {
            ObjectNode[] tasks =
                    IntStream.range(0, 200)
                            .mapToObj(ManyTasksTest::task)
                            .toArray(ObjectNode[]::new);
            assertThat(scheduler.launch(tasks).status()).isEqualTo(202);

            for (int i = 0; i < 200; i++) {
                JsonNode end = scheduler.awaitEnd("many-" + i);
                assertThat(end.path("message").asText())
                        .as(end.toString())
                        .isEqualTo("Command exited with status " + i % 7);
                assertThat(end.path("state").asText())
                        .isEqualTo(i % 7 == 0 ? "TASK_FINISHED" : "TASK_FAILED");
            }
        }
    }

    private static ObjectNode task(int number) {
        ObjectNode task = Tasks.command("many-" + number, "exit " + number % 7);
        task.set("resources", Tasks.resources(0.05, 32));
        return task;
    }
}
