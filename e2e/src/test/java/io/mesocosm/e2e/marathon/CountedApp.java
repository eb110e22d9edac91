package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.machine.HostProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** An app whose every task writes down that it starts, told apart by its processes. */
final class CountedApp {
    private final RawMarathon marathon;
    private final String id;
    private final Path starts;

    CountedApp(RawMarathon marathon, String id, Path directory) {
        this.marathon = marathon;
        this.id = id;
        this.starts = directory.resolve(id + ".starts");
    }

    String id() {
        return id;
    }

    void create(int instances) {
        marathon.create(
                """
                {"id":"/%s","cmd":"echo $$ >>%s; exec tail -f /dev/null %s","instances":%d,"cpus":0.1,"mem":32}
                """
                        .formatted(id, starts, starts, instances));
        awaitRunning(instances);
        marathon.awaitNoDeployment();
    }

    void scale(int instances) {
        marathon.update(id + "?force=true", "{\"instances\":" + instances + "}");
    }

    /** Waits until Marathon and the machine both have so many. */
    void awaitRunning(int instances) {
        marathon.awaitRunning(id, instances);
        Awaitility.await(instances + " processes of " + id)
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(running()).hasSize(instances));
    }

    /** The processes, each with its start, sorted. */
    List<String> running() {
        String end = "tail -f /dev/null " + starts;
        return HostProcess.all().stream()
                .filter(process -> process.commandLine().equals(end) && process.isAlive())
                .map(process -> process.pid() + " started at " + process.startTime())
                .sorted()
                .toList();
    }

    /** How many tasks were ever started. */
    int everStarted() {
        try {
            return Files.readAllLines(starts).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() {
        marathon.delete(id);
        Awaitility.await("the end of the processes").until(() -> running().isEmpty());
    }
}
