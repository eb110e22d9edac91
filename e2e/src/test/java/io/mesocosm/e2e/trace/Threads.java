package io.mesocosm.e2e.trace;

import io.mesocosm.e2e.cluster.Component;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The threads of a component, by the 15 letters that Linux has of their names. */
final class Threads {
    private Threads() {}

    /** Those that send telemetry. */
    static List<String> ofTelemetry(Component component) {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + component.pid() + "/task"))) {
            return tasks.map(Threads::name)
                    .filter(name -> name.matches("(?i).*(BatchSpan|OkHttp|telemetry).*"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for one that has ended meanwhile. */
    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
