package io.mesocosm.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.machine.Leftovers;
import io.mesocosm.e2e.machine.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/**
 * The processes of one cluster: started together, their logs shown when a test fails, nothing left
 * of them when they end.
 */
final class Members {
    private final Path directory;
    private final Leftovers leftovers;
    private final List<Component> components = new ArrayList<>();
    private boolean failed;

    /**
     * @param directory all state; removed at the end unless a test has failed
     */
    Members(Path directory, Leftovers leftovers) {
        this.directory = directory;
        this.leftovers = leftovers;
    }

    Path directory() {
        return directory;
    }

    Component add(String name, Program program, BooleanSupplier ready) {
        return add(name, program.commandLine(), ready);
    }

    Component add(String name, List<String> command, BooleanSupplier ready) {
        Component component = new Component(name, command, directory.resolve(name + ".log"), ready);
        components.add(component);
        return component;
    }

    /** Gives all that were added these variables. */
    void with(Map<String, String> environment) {
        components.forEach(component -> component.with(environment));
    }

    Component component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in this cluster"));
    }

    /** Starts those that do not run, and waits until all are ready. */
    void start(String test) {
        List<Component> away = components.stream().filter(one -> !one.isAlive()).toList();
        try {
            away.forEach(Component::launch);
            away.forEach(Component::awaitReady);
        } catch (RuntimeException | AssertionError e) {
            show("the start of the cluster of " + test);
            throw e;
        }
    }

    void show(String test) {
        failed = true;
        for (Component component : components) {
            System.err.printf(
                    "---- %s failed; %s (%s):%n%s%n",
                    test,
                    component.name(),
                    component.isAlive() ? "running" : "not running",
                    component.logTail(60));
        }
    }

    /**
     * Ends all, and has what the agent left behind cleaned up.
     *
     * @param agent the agent's name; when it was never added nothing is cleaned up
     */
    void end(String agent) {
        components.reversed().forEach(Component::terminate);
        List<String> stubborn =
                components.reversed().stream()
                        .filter(component -> !component.stop())
                        .map(Component::name)
                        .toList();
        boolean hadAgent = components.stream().anyMatch(one -> one.name().equals(agent));
        int cleaned = hadAgent ? component(agent).runToEnd("--recover=cleanup") : 0;
        try {
            assertThat(stubborn).as("components that SIGTERM does not end").isEmpty();
            assertThat(cleaned)
                    .as(() -> "exit code of the agent's cleanup:\n" + component(agent).logTail(30))
                    .isZero();
            Awaitility.await("nothing left of the cluster")
                    .atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(leftovers.find()).isEmpty());
        } catch (AssertionError | RuntimeException e) {
            failed = true;
            throw e;
        } finally {
            if (failed) {
                System.err.println("state and logs are kept in " + directory);
            } else {
                Shell.run(directory, List.of("rm", "-rf", directory.toString()));
            }
        }
    }
}
