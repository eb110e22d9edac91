package io.mesocosm.containerizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.fake.FakeContainerizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every containerizer does; run over the fake and over the real one. */
public abstract class ContainerizerContract {
    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    @TempDir protected Path temporary;
    protected Containerizer containerizer = unopened();
    private int sandboxes;

    /** Opens a containerizer on the same state as the last one. */
    protected abstract Containerizer open() throws IOException;

    /**
     * Commands that both kinds understand: {@code exit N}, {@code sleep N}, and an unknown program.
     */
    private static Containerizer unopened() {
        return new FakeContainerizer();
    }

    @BeforeEach
    void start() throws IOException {
        containerizer = open();
        assertThat(containerizer.recover()).isEmpty();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        for (ContainerId id : containerizer.containers()) {
            if (id.parent() == null) {
                await(containerizer.destroy(id));
                containerizer.remove(id);
            }
        }
        assertThat(containerizer.containers()).isEmpty();
        containerizer.close();
        assertClean();
    }

    /** What else is to be left clean after every test. */
    protected void assertClean() throws IOException {}

    protected static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().copy().orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    protected ContainerConfig.Builder config(ContainerId id) {
        try {
            Path sandbox = Files.createDirectory(temporary.resolve("sandbox-" + sandboxes++));
            return ContainerConfig.builder(id, sandbox);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    protected ContainerId launch(String name, String line) {
        ContainerId id = ContainerId.of(name);
        assertThat(await(containerizer.launch(config(id).shell(line).build())))
                .isInstanceOf(Launched.class);
        return id;
    }

    @Test
    void launchesACommandAndReportsItsExitCode() {
        ContainerId id = launch("c", "exit 7");
        assertThat(await(containerizer.awaitExit(id)).exitCode()).hasValue(7);
        assertThat(containerizer.status(id)).isEmpty();
    }

    @Test
    void tellsWhereARunningContainerIs() {
        ContainerId id = launch("c", "sleep 1000");
        assertThat(containerizer.status(id).orElseThrow().pid()).isPresent();
        assertThat(containerizer.containers()).containsExactly(id);
        assertThat(containerizer.usage(id)).isPresent();
    }

    @Test
    void failsALaunchWhoseProgramDoesNotExistAndForgetsTheId() {
        ContainerId id = ContainerId.of("c");
        Command missing = new Command.Program("/no/such/program", List.of());
        LaunchResult result = await(containerizer.launch(config(id).command(missing).build()));
        assertThat(result)
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> {
                            assertThat(failure.cause()).isEqualTo(Cause.COMMAND);
                            assertThat(failure.message()).contains("/no/such/program");
                        });
        assertThat(containerizer.containers()).isEmpty();
        assertThatThrownBy(() -> await(containerizer.awaitExit(id)))
                .isInstanceOf(ContainerizerException.class);
    }

    @Test
    void refusesASecondContainerOfTheSameId() {
        ContainerId id = launch("c", "sleep 1000");
        assertThat(await(containerizer.launch(config(id).shell("exit 0").build())))
                .isInstanceOf(LaunchFailure.class);
        assertThat(containerizer.status(id)).isPresent();
    }

    @Test
    void signalsTheContainer() {
        ContainerId id = launch("c", "sleep 1000");
        assertThat(containerizer.signal(id, SIGTERM)).isTrue();
        assertThat(await(containerizer.awaitExit(id)).signal()).hasValue(SIGTERM);
        assertThat(containerizer.signal(id, SIGTERM)).isFalse();
        assertThat(containerizer.signal(ContainerId.of("unknown"), SIGTERM)).isFalse();
    }

    @Test
    void destroysAContainerAndIsIdempotent() {
        ContainerId id = launch("c", "sleep 1000");
        Termination first = await(containerizer.destroy(id));
        assertThat(first.signal()).hasValue(SIGKILL);
        assertThat(await(containerizer.destroy(id))).isEqualTo(first);
    }

    @Test
    void holdsALimitForNestedContainersAndEndsThemWithIt() {
        ContainerId pod = ContainerId.of("pod");
        assertThat(await(containerizer.launch(config(pod).limits(Limits.of(1, 64 << 20)).build())))
                .isInstanceOfSatisfying(
                        Launched.class, launched -> assertThat(launched.status().pid()).isEmpty());
        ContainerId child = pod.child("task");
        assertThat(await(containerizer.launch(config(child).shell("sleep 1000").build())))
                .isInstanceOf(Launched.class);
        Termination end = await(containerizer.destroy(pod));
        assertThat(end.waitStatus()).isEmpty();
        assertThat(await(containerizer.awaitExit(child)).signal()).hasValue(SIGKILL);
    }

    @Test
    void letsANestedContainerEndByItself() {
        ContainerId pod = ContainerId.of("pod");
        await(containerizer.launch(config(pod).build()));
        ContainerId child = pod.child("task");
        await(containerizer.launch(config(child).shell("exit 3").build()));
        assertThat(await(containerizer.awaitExit(child)).exitCode()).hasValue(3);
        assertThat(containerizer.status(pod)).isPresent();
    }

    @Test
    void refusesANestedContainerWithoutItsParent() {
        ContainerId child = ContainerId.of("nobody").child("task");
        assertThat(await(containerizer.launch(config(child).shell("exit 0").build())))
                .isInstanceOfSatisfying(
                        LaunchFailure.class,
                        failure -> assertThat(failure.cause()).isEqualTo(Cause.INVALID));
    }

    @Test
    void forgetsOnlyEndedContainers() {
        ContainerId id = launch("c", "sleep 1000");
        assertThatThrownBy(() -> containerizer.remove(id))
                .isInstanceOf(IllegalStateException.class);
        await(containerizer.destroy(id));
        containerizer.remove(id);
        assertThat(containerizer.containers()).isEmpty();
    }

    @Test
    void updatesLimitsOfARunningContainerOnly() {
        ContainerId id = launch("c", "sleep 1000");
        assertThat(containerizer.update(id, Limits.none().withCpus(2))).isEmpty();
        assertThat(containerizer.update(ContainerId.of("unknown"), Limits.none())).isPresent();
    }

    @Test
    void runsAFurtherCommandInside() {
        ContainerId id = launch("c", "sleep 1000");
        Exec good = containerizer.exec(id, exec("exit 0"));
        Exec bad = containerizer.exec(id, exec("exit 4"));
        assertThat(await(good.result()).succeeded()).isTrue();
        assertThat(await(bad.result()).waitStatus()).isEqualTo(4 << 8);
    }

    @Test
    void killsAFurtherCommand() {
        ContainerId id = launch("c", "sleep 1000");
        Exec exec = containerizer.exec(id, exec("sleep 1000"));
        exec.kill();
        assertThat(await(exec.result()).waitStatus()).isEqualTo(SIGKILL);
        assertThat(containerizer.status(id)).isPresent();
    }

    private static ExecConfig exec(String line) {
        return new ExecConfig(new Command.Shell(line), Map.of(), Optional.empty(), false);
    }

    @Test
    void refusesAFurtherCommandInAnUnknownContainer() {
        assertThatThrownBy(() -> containerizer.exec(ContainerId.of("unknown"), exec("exit 0")))
                .isInstanceOf(ContainerizerException.class);
    }

    @Test
    void recoversWhatRunsAndWhatEnded() throws IOException {
        ContainerId running = launch("running", "sleep 1000");
        ContainerId ended = launch("ended", "exit 5");
        await(containerizer.awaitExit(ended));
        containerizer.close();
        containerizer = open();
        List<RecoveredContainer> found = containerizer.recover();
        assertThat(found)
                .extracting(RecoveredContainer::id)
                .containsExactlyInAnyOrder(running, ended);
        for (RecoveredContainer container : found) {
            if (container.id().equals(running)) {
                assertThat(container.state()).isInstanceOf(RecoveredContainer.Running.class);
            } else {
                assertThat(container.state())
                        .isEqualTo(new RecoveredContainer.Ended(Termination.exited(5)));
            }
        }
        containerizer.signal(running, SIGTERM);
        Termination end = await(containerizer.awaitExit(running));
        assertThat(end.signal()).as("%s", end).hasValue(SIGTERM);
    }

    @Test
    void recoversHoldersWithTheirNestedContainers() throws IOException {
        ContainerId pod = ContainerId.of("pod");
        await(containerizer.launch(config(pod).build()));
        ContainerId child = pod.child("task");
        await(containerizer.launch(config(child).shell("sleep 1000").build()));
        containerizer.close();
        containerizer = open();
        assertThat(containerizer.recover())
                .extracting(RecoveredContainer::id)
                .containsExactlyInAnyOrder(pod, child);
        assertThat(containerizer.status(pod)).isPresent();
        await(containerizer.destroy(pod));
        assertThat(await(containerizer.awaitExit(child)).signal()).hasValue(SIGKILL);
    }
}
