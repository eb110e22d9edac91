package io.mesocosm.containerizer.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of orders when the helper dies, played by scripts: the first helper ends its streams
 * but lingers, as a process does between its last breath and its parent's notice of it.
 */
class SupervisorsTest {
    private static final StartRecord RECORD = new StartRecord("boot", 4711, 1, 4712, 1);

    @TempDir Path temporary;
    private final CompletableFuture<Path> exited = new CompletableFuture<>();
    private Supervisors supervisors = new Supervisors(List.of(), exited::complete);
    private Path container = Path.of("");

    @BeforeEach
    void makeContainer() throws IOException {
        container = Files.createDirectory(temporary.resolve("container"));
        Files.writeString(container.resolve(StartRecord.FILE), "boot 4711 1 4712 1\n");
    }

    @AfterEach
    void close() {
        supervisors.close();
    }

    private void helpers(String first, String next) throws IOException {
        Path script = temporary.resolve("helper");
        Files.writeString(
                script,
                """
                #!/bin/sh
                cd '%s'
                if mkdir first 2>/dev/null; then
                %s
                fi
                %s
                """
                        .formatted(temporary, first, next));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        supervisors = new Supervisors(List.of(script.toString()), exited::complete);
    }

    @Test
    void tellsTheNextHelperOfWhatTheDyingOneWatched() throws Exception {
        helpers(
                "echo serving; read order; exec <&- >&-; sleep 1; exit 1",
                "echo serving; while read verb name rest; do [ $verb = watch ] && echo exited $name; done");
        supervisors.watch(container, RECORD);
        assertThat(exited.get(10, TimeUnit.SECONDS)).isEqualTo(container);
    }

    @Test
    void givesAnOrderThatADyingHelperCannotTakeToTheNext() throws Exception {
        helpers(
                "echo serving; read order; exec <&-; touch deaf; sleep 1; exit 1",
                "echo serving; while read verb token rest; do echo signaled $token 1; done");
        supervisors.watch(container, RECORD);
        await().until(() -> Files.exists(temporary.resolve("deaf")));
        assertThat(supervisors.signal(15, List.of(4712L))).isEqualTo(1);
    }

    @Test
    void leavesALaunchOfTheNextHelperAloneWhenTheEndOfTheFirstIsNoticedLate() throws Exception {
        Path launched = Files.createDirectory(temporary.resolve("launched"));
        helpers(
                "echo serving; read order; exec <&-; touch deaf; sleep 1; exit 1",
                """
                echo serving
                while read verb name rest; do
                    if [ $verb = watch ]; then touch watched; fi
                    if [ $verb = run ]; then run=$name; fi
                    if [ -e watched ] && [ -n "$run" ]; then echo ready $run 42; run=; fi
                done
                """);
        supervisors.watch(container, RECORD);
        await().until(() -> Files.exists(temporary.resolve("deaf")));
        assertThat(supervisors.run(launched).get(10, TimeUnit.SECONDS))
                .isEqualTo(new Supervisors.Start.Ready(42));
    }

    @Test
    void saysWhyTheHelperCouldNotMount() throws Exception {
        helpers(":", "echo serving; read verb token rest; echo mounted $token No such file; cat");
        assertThatThrownBy(() -> supervisors.mountOverlay(temporary, "lowerdir=none", container))
                .isInstanceOf(IOException.class)
                .hasMessage("No such file");
    }

    @Test
    void doesNotWaitForTheAnswerOfAHelperThatDied() throws Exception {
        helpers(":", "echo serving; read order; exit 1");
        assertThatThrownBy(() -> supervisors.unmount(container))
                .isInstanceOf(IOException.class)
                .hasMessage("the supervisors' helper died");
    }

    @Test
    void saysWhyNoHelperCanServe() throws Exception {
        helpers("echo failed to join /sys/fs/cgroup/none: gone; exit 1", "");
        assertThat(supervisors.run(container).get(10, TimeUnit.SECONDS))
                .isEqualTo(
                        new Supervisors.Start.Failed(
                                "Failed to start the supervisor: the supervisors' helper failed to"
                                        + " join /sys/fs/cgroup/none: gone"));
    }
}
