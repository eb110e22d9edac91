package io.mesocosm.e2e.ha;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.machine.HostProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/**
 * A task that runs until a file tells it to end, and the process that it was when it began. It
 * writes down each of its beginnings.
 */
record LongTask(String id, Path folder, HostProcess process, String startTime) {

    static LongTask launch(RawScheduler scheduler, Path folder, String id) {
        Path begun = folder.resolve(id + ".begun");
        Path end = folder.resolve(id + ".end");
        scheduler.launch(
                Tasks.command(
                        id,
                        "echo $$ >>"
                                + begun
                                + "; while [ ! -e "
                                + end
                                + " ]; do sleep 0.1; done; exit 7"));
        scheduler.awaitState(id, "TASK_RUNNING");
        Awaitility.await(begun.toString()).until(() -> lines(begun).endsWith("\n"));
        HostProcess process = new HostProcess(Long.parseLong(lines(begun).strip()));
        return new LongTask(id, folder, process, process.startTime());
    }

    private static String lines(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The very process that it was, and begun only once. */
    void assertIsTheSame() {
        assertThat(process.isAlive()).as(id + " runs").isTrue();
        assertThat(process.startTime()).as(id + " is the same process").isEqualTo(startTime);
        assertThat(lines(folder.resolve(id + ".begun")).lines())
                .as("beginnings of " + id)
                .containsExactly(Long.toString(process.pid()));
    }

    /** Has it end by itself, with exit code 7. */
    void letEnd() {
        try {
            Files.createFile(folder.resolve(id + ".end"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
