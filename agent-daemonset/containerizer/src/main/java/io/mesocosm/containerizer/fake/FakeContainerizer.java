package io.mesocosm.containerizer.fake;

import io.mesocosm.containerizer.Capabilities;
import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.ContainerizerException;
import io.mesocosm.containerizer.Exec;
import io.mesocosm.containerizer.ExecConfig;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.LaunchResult.Cause;
import io.mesocosm.containerizer.LaunchResult.LaunchFailure;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Limits;
import io.mesocosm.containerizer.RecoveredContainer;
import io.mesocosm.containerizer.RecoveredContainer.Ended;
import io.mesocosm.containerizer.RecoveredContainer.Running;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.Termination;
import io.mesocosm.containerizer.Usage;
import io.mesocosm.containerizer.cgroup.NoCgroups;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A containerizer without processes: containers run until a test ends them by {@link #exit}, a
 * signal or {@link #destroy}. The shell lines {@code exit N} end at once; a program that does not
 * start with {@code /no/} exists. Stages complete on the thread that brings their end about.
 *
 * <p>Safe for use by any thread. Its containers live in a {@link Machine} that survives {@link
 * #close}.
 */
public final class FakeContainerizer implements Containerizer {
    private static final Pattern EXIT = Pattern.compile("exit (\\d+)");
    private static final int SIGKILL = 9;

    private final Machine machine;

    /** On a machine of its own. */
    public FakeContainerizer() {
        this(new Machine());
    }

    /** On a machine on which an earlier one may have left containers. */
    public FakeContainerizer(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(EnumSet.allOf(Capabilities.Feature.class), List.of());
    }

    @Override
    public List<RecoveredContainer> recover() {
        List<RecoveredContainer> found = new ArrayList<>();
        for (FakeContainer container : machine.all()) {
            found.add(
                    new RecoveredContainer(
                            container.id(),
                            container.config().sandbox(),
                            container.isRunning()
                                    ? new Running(container.status())
                                    : new Ended(container.ended().join())));
        }
        return found;
    }

    @Override
    public CompletionStage<LaunchResult> launch(ContainerConfig config) {
        return CompletableFuture.completedFuture(start(config));
    }

    private LaunchResult start(ContainerConfig config) {
        ContainerId parent = config.id().parent();
        if (parent != null && running(parent).isEmpty()) {
            return new LaunchFailure(
                    Cause.INVALID, "The parent of container " + config.id() + " does not run");
        }
        Optional<LaunchFailure> planned = machine.takeFailure();
        if (planned.isPresent()) {
            return planned.get();
        }
        if (config.command().orElse(null) instanceof Command.Program(String file, List<String> _)
                && file.startsWith("/no/")) {
            return new LaunchFailure(
                    Cause.COMMAND, "Failed to execute " + file + ": No such file or directory");
        }
        FakeContainer container = machine.add(config);
        if (container == null) {
            return new LaunchFailure(Cause.INVALID, "Container " + config.id() + " already exists");
        }
        ContainerStatus status = container.status();
        exitCode(config.command()).ifPresent(code -> end(container, Termination.exited(code)));
        return new Launched(
                status,
                config.rootFilesystem() instanceof RootFilesystem.Image
                        ? new LaunchResult.ImageWait(Instant.now(), Instant.now())
                        : null);
    }

    private static Optional<Integer> exitCode(Optional<Command> command) {
        if (command.isPresent() && command.get() instanceof Command.Shell(String line)) {
            Matcher matcher = EXIT.matcher(line);
            return matcher.matches()
                    ? Optional.of(Integer.parseInt(matcher.group(1)))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** Ends a running container's command, as if by itself. */
    public void exit(ContainerId id, Termination termination) {
        end(
                running(id).orElseThrow(() -> new ContainerizerException(id + " does not run")),
                termination);
    }

    /** The next launch fails with this. */
    public void failNextLaunch(LaunchFailure failure) {
        machine.planFailure(failure);
    }

    /** The configuration that a known container was launched with. */
    public ContainerConfig config(ContainerId id) {
        return machine.find(id).orElseThrow().config();
    }

    private void end(FakeContainer container, Termination termination) {
        for (FakeContainer nested : machine.nested(container.id())) {
            end(nested, Termination.signaled(SIGKILL));
        }
        boolean holder = container.config().command().isEmpty();
        container.ended().complete(holder ? Termination.unknown() : termination);
    }

    private Optional<FakeContainer> running(ContainerId id) {
        return machine.find(id).filter(FakeContainer::isRunning);
    }

    @Override
    public Optional<String> update(ContainerId id, Limits limits) {
        Optional<FakeContainer> container = running(id);
        container.ifPresent(found -> found.limits(limits));
        return container.isPresent()
                ? Optional.empty()
                : Optional.of("Container " + id + " does not run");
    }

    /** The limits last set on a known container. */
    public Limits limits(ContainerId id) {
        return machine.find(id).orElseThrow().limits();
    }

    @Override
    public boolean signal(ContainerId id, int signal) {
        Optional<FakeContainer> container = running(id);
        if (container.isEmpty()) {
            return false;
        }
        container.get().signals().add(signal);
        boolean deaf = machine.ignores(signal) && signal != SIGKILL;
        if (!deaf) {
            machine.nested(id).forEach(nested -> signal(nested.id(), signal));
        }
        if (!deaf && container.get().config().command().isPresent()) {
            end(container.get(), Termination.signaled(signal));
        }
        return true;
    }

    /** Signals that a known container got, in order. */
    public List<Integer> signals(ContainerId id) {
        return List.copyOf(machine.find(id).orElseThrow().signals());
    }

    @Override
    public CompletionStage<Termination> destroy(ContainerId id) {
        running(id).ifPresent(container -> end(container, Termination.signaled(SIGKILL)));
        return awaitExit(id);
    }

    @Override
    public CompletionStage<Termination> awaitExit(ContainerId id) {
        Optional<FakeContainer> container = machine.find(id);
        return container.isPresent()
                ? container.get().ended().minimalCompletionStage()
                : CompletableFuture.failedStage(
                        new ContainerizerException("Container " + id + " is unknown"));
    }

    @Override
    public void remove(ContainerId id) {
        if (running(id).isPresent()) {
            throw new IllegalStateException("Container " + id + " still runs");
        }
        machine.nested(id).forEach(nested -> remove(nested.id()));
        machine.remove(id);
    }

    @Override
    public List<ContainerId> containers() {
        return machine.all().stream().map(FakeContainer::id).toList();
    }

    @Override
    public Optional<ContainerStatus> status(ContainerId id) {
        return running(id).map(FakeContainer::status);
    }

    @Override
    public Optional<Usage> usage(ContainerId id) {
        return running(id).map(_ -> new NoCgroups("a fake has none").usage(id));
    }

    @Override
    public Exec exec(ContainerId id, ExecConfig config) {
        if (running(id).isEmpty()) {
            throw new ContainerizerException("Container " + id + " does not run");
        }
        CompletableFuture<Exec.Result> result = new CompletableFuture<>();
        exitCode(Optional.of(config.command()))
                .ifPresent(code -> result.complete(new Exec.Result(code << 8, "")));
        return new FakeExec(result);
    }

    private record FakeExec(CompletableFuture<Result> end) implements Exec {
        @Override
        public CompletionStage<Result> result() {
            return end.minimalCompletionStage();
        }

        @Override
        public void kill() {
            end.complete(new Result(SIGKILL, ""));
        }
    }

    @Override
    public Connection connect(ContainerId id, int port, Duration timeout) throws IOException {
        throw new ConnectException("Nothing listens at port " + port + " of container " + id);
    }

    @Override
    public void close() {}
}
