package io.mesocosm.agent.server.container;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.LaunchFailure;
import io.mesocosm.agent.core.container.Limitation;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.fetch.FetchException;
import io.mesocosm.agent.server.fetch.Fetcher;
import io.mesocosm.agent.server.trace.LaunchTraces;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerStatus;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.RootFilesystem;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the core wants of containers: each launch on a thread of its own from sandbox to
 * start, the rest at once; whatever comes of it goes back as input.
 */
public final class Containers {
    private static final Logger LOG = LoggerFactory.getLogger(Containers.class);

    private final AgentSettings settings;
    private final Containerizer containerizer;
    private final Sandboxes sandboxes;
    private final Users users;
    private final Fetcher fetcher;
    private final ExecutorSocket socket;
    private final TaskEnvironment environment;
    private final Consumer<Input> inputs;
    private final LaunchTraces traces;
    private final ContainerCounts counts = new ContainerCounts();
    private final Map<ContainerId, Launch> launching = new ConcurrentHashMap<>();

    /** What the launches share. */
    public record Parts(
            Containerizer containerizer,
            Sandboxes sandboxes,
            Users users,
            Fetcher fetcher,
            ExecutorSocket socket,
            Map<String, String> executorEnvironment,
            LaunchTraces traces) {}

    /** A launch under way; once given up, nothing of it may start. */
    private static final class Launch {
        private @Nullable Thread thread;
        private boolean givenUp;
        private boolean started;

        synchronized void runs(Thread self) {
            thread = self;
        }

        /** Whether the launch was still before the containerizer. */
        synchronized boolean giveUp() {
            givenUp = true;
            if (started) {
                return false;
            }
            if (thread != null) {
                thread.interrupt();
            }
            return true;
        }

        synchronized boolean start() {
            started = !givenUp;
            return started;
        }
    }

    public Containers(AgentSettings settings, Parts parts, Consumer<Input> inputs) {
        this.settings = settings;
        this.containerizer = parts.containerizer();
        this.sandboxes = parts.sandboxes();
        this.users = parts.users();
        this.fetcher = parts.fetcher();
        this.socket = parts.socket();
        this.environment =
                new TaskEnvironment(
                        settings, sandboxes, parts.executorEnvironment(), this::addressOf);
        this.traces = parts.traces();
        this.inputs = inputs;
    }

    public ContainerCounts counts() {
        return counts;
    }

    /** What an earlier agent's containers have become, and watches those that run. Blocks. */
    public Map<ContainerId, RecoveredContainer> recover() {
        Map<ContainerId, RecoveredContainer> found = new LinkedHashMap<>();
        for (io.mesocosm.containerizer.RecoveredContainer container : containerizer.recover()) {
            ContainerId id = ContainerConfigs.id(container.id());
            found.put(
                    id,
                    switch (container.state()) {
                        case io.mesocosm.containerizer.RecoveredContainer.Running running ->
                                new RecoveredContainer.Running(facts(id, running.status()));
                        case io.mesocosm.containerizer.RecoveredContainer.Ended ended ->
                                new RecoveredContainer.Exited(termination(ended.termination()));
                        case io.mesocosm.containerizer.RecoveredContainer.Lost lost ->
                                new RecoveredContainer.Lost(lost.message());
                    });
            if (found.get(id) instanceof RecoveredContainer.Running) {
                reappear(container.sandbox());
            }
        }
        return found;
    }

    /** The socket of before is gone with its agent: the sandboxes that had it get the new one. */
    private void reappear(Path sandbox) {
        if (Files.exists(sandbox.resolve(ExecutorSocket.NAME), LinkOption.NOFOLLOW_LINKS)) {
            try {
                socket.appearIn(sandbox);
            } catch (IOException e) {
                LOG.warn("sandbox={} its executor finds no socket: {}", sandbox, e.getMessage());
            }
        }
    }

    /**
     * Tells of the ends of containers that were found running; after the core has taken them in.
     */
    public void watch(ContainerId id) {
        containerizer
                .awaitExit(ContainerConfigs.id(id))
                .whenComplete(
                        (end, error) -> {
                            if (end != null) {
                                inputs.accept(new Input.ContainerExited(id, termination(end)));
                            } else {
                                LOG.warn(
                                        "container={} cannot be watched: {}",
                                        id,
                                        String.valueOf(error));
                                inputs.accept(
                                        new Input.ContainerExited(
                                                id, new Termination(null, null, "")));
                            }
                        });
    }

    public void launch(Effect.LaunchContainer launch) {
        Launch state = new Launch();
        launching.put(launch.container(), state);
        Thread thread =
                Thread.ofVirtual()
                        .name("launch-" + launch.container())
                        .unstarted(() -> prepare(launch, state));
        state.runs(thread);
        thread.start();
    }

    private void prepare(Effect.LaunchContainer launch, Launch state) {
        ContainerId id = launch.container();
        try {
            ContainerConfig config = config(launch);
            if (!state.start()) {
                throw new InterruptedException();
            }
            starting(id, config);
            Span span = traces.container(launch);
            containerizer
                    .launch(config)
                    .whenComplete(
                            (result, error) -> {
                                traces.launched(span, result);
                                launched(id, result, error);
                            });
        } catch (InterruptedException e) {
            launching.remove(id);
            inputs.accept(
                    new Input.ContainerExited(
                            id, new Termination(null, null, "destroyed before it ran")));
        } catch (UnknownUserException e) {
            failed(id, LaunchFailure.USER, String.valueOf(e.getMessage()));
        } catch (LaunchRefusedException | FetchException e) {
            failed(id, LaunchFailure.LAUNCH, String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            LOG.warn("container={} cannot be launched", id, e);
            failed(id, LaunchFailure.LAUNCH, "Failed to make the container: " + e);
        }
    }

    /** An image may yet prove to be missing, a network of its own has no address yet. */
    private void starting(ContainerId id, ContainerConfig config) {
        if (config.rootFilesystem() instanceof RootFilesystem.Host
                && config.network() instanceof Network.Host) {
            inputs.accept(
                    new Input.ContainerStarting(new ContainerFacts(id, List.of(settings.ip()), 0)));
        }
    }

    private ContainerConfig config(Effect.LaunchContainer launch)
            throws IOException,
                    InterruptedException,
                    UnknownUserException,
                    LaunchRefusedException,
                    FetchException {
        Blueprint plan = blueprint(launch);
        Owner owner = owner(plan);
        Path sandbox = sandboxes.make(launch.executor().key(), launch.container(), owner);
        if (plan.isNested() && launch.task() != null) {
            sandboxes.nameTask(
                    launch.executor().key(), launch.container(), launch.task().key().taskId());
        }
        fetch(plan, sandbox, owner, launch);
        if (plan.rootFilesystem(settings.isolation().rootFilesystem()).isOwn()) {
            counts.rootFilesystems.increment();
        }
        Path api =
                launch.executor().kind() == ExecutorKind.CUSTOM
                        ? socket.appearIn(sandbox)
                        : sandbox;
        return ContainerConfigs.of(
                plan,
                sandbox,
                environment.of(plan, sandbox, api),
                user(plan, owner),
                settings.isolation());
    }

    private void fetch(
            Blueprint plan, Path sandbox, @Nullable Owner owner, Effect.LaunchContainer launch)
            throws FetchException, InterruptedException {
        if (plan.command() == null || plan.command().getUrisCount() == 0) {
            return;
        }
        Span span = traces.fetch(launch);
        String fault = "given up";
        try {
            fetcher.fetch(plan.command().getUrisList(), sandbox, owner);
            counts.fetched.increment();
            fault = null;
        } catch (FetchException e) {
            counts.notFetched.increment();
            fault = e.getMessage();
            throw e;
        } finally {
            LaunchTraces.ended(span, fault);
        }
    }

    private String addressOf(ContainerId id) {
        return containerizer
                .status(ContainerConfigs.id(id))
                .map(status -> facts(id, status).addresses().getFirst())
                .orElse(settings.advertisedIp());
    }

    private static Blueprint blueprint(Effect.LaunchContainer launch)
            throws LaunchRefusedException {
        try {
            return Blueprint.of(launch);
        } catch (InvalidProtocolBufferException e) {
            throw new LaunchRefusedException(
                    "The task's message cannot be read: " + e.getMessage());
        }
    }

    private @Nullable Owner owner(Blueprint plan) throws IOException, UnknownUserException {
        if (!users.isSwitching()) {
            return null;
        }
        String name = plan.user();
        Optional<Owner> owner = users.find(name);
        if (owner.isEmpty()) {
            throw new UnknownUserException(
                    name.isEmpty()
                            ? "The framework names no user to run the task as"
                            : "User '" + name + "' does not exist on this agent");
        }
        return owner.get();
    }

    /**
     * A Docker image brings its own user unless the command names one; the base root file system
     * knows the machine's users by their numbers only.
     */
    private @Nullable String user(Blueprint plan, @Nullable Owner owner) {
        if (owner == null) {
            return null;
        }
        if (plan.image() != null && plan.container().hasDocker() && !plan.namesUser()) {
            return null;
        }
        boolean base =
                plan.rootFilesystem(settings.isolation().rootFilesystem())
                        instanceof RootFilesystem.Base;
        return base ? owner.uid() + ":" + owner.gid() : owner.name();
    }

    private void launched(
            ContainerId id, @Nullable LaunchResult result, @Nullable Throwable error) {
        launching.remove(id);
        switch (result) {
            case LaunchResult.Launched running -> {
                inputs.accept(new Input.ContainerLaunched(facts(id, running.status())));
                watch(id);
            }
            case LaunchResult.LaunchFailure failure -> {
                if (failure.cause() == LaunchResult.Cause.DESTROYED) {
                    inputs.accept(
                            new Input.ContainerExited(
                                    id, new Termination(null, null, failure.message())));
                } else {
                    failed(id, LaunchFailure.LAUNCH, failure.message());
                }
            }
            case null ->
                    failed(id, LaunchFailure.LAUNCH, "Failed to launch the container: " + error);
        }
    }

    private void failed(ContainerId id, LaunchFailure failure, String message) {
        launching.remove(id);
        inputs.accept(new Input.ContainerLaunchFailed(id, failure, message));
    }

    /** What a check's command finds in its environment: the same as the task. */
    public Map<String, String> checkEnvironment(Effect.RunCheck check) {
        Effect.LaunchContainer launch =
                new Effect.LaunchContainer(
                        check.container(), check.framework(), check.executor(), check.task(), null);
        try {
            Path sandbox = sandboxes.of(launch.executor().key(), check.container());
            return environment.of(blueprint(launch), sandbox, sandbox);
        } catch (LaunchRefusedException e) {
            LOG.warn(
                    "container={} a check runs without environment: {}",
                    check.container(),
                    e.getMessage());
            return Map.of();
        }
    }

    public void update(ContainerId id, Allotment allotment) {
        containerizer
                .update(
                        ContainerConfigs.id(id),
                        ContainerConfigs.limits(allotment, settings.isolation().cpuQuota()))
                .ifPresent(refusal -> LOG.warn("container={} keeps its limits: {}", id, refusal));
    }

    public void signal(ContainerId id, int signal) {
        boolean sent = containerizer.signal(ContainerConfigs.id(id), signal);
        LOG.info("container={} signal={} sent={}", id, signal, sent);
    }

    public void destroy(ContainerId id) {
        Launch launch = launching.get(id);
        if (launch != null && launch.giveUp()) {
            return;
        }
        boolean known = containerizer.containers().contains(ContainerConfigs.id(id));
        if (known || launch != null) {
            // Its end is told by whoever watches it.
            containerizer
                    .destroy(ContainerConfigs.id(id))
                    .whenComplete(
                            (end, error) -> {
                                if (error != null) {
                                    counts.notDestroyed.increment();
                                    LOG.warn(
                                            "container={} cannot be destroyed: {}",
                                            id,
                                            error.toString());
                                }
                            });
        } else {
            inputs.accept(new Input.ContainerExited(id, new Termination(null, null, "")));
        }
    }

    public void release(ContainerId id) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                containerizer.remove(ContainerConfigs.id(id));
                            } catch (RuntimeException e) {
                                LOG.warn("container={} its record stays: {}", id, e.getMessage());
                            }
                        });
    }

    private ContainerFacts facts(ContainerId id, ContainerStatus status) {
        List<String> addresses =
                status.addresses().isEmpty()
                        ? List.of(settings.advertisedIp())
                        : status.addresses().stream().map(InetAddress::getHostAddress).toList();
        return new ContainerFacts(id, addresses, status.pid().orElse(0));
    }

    private static Termination termination(io.mesocosm.containerizer.Termination end) {
        Integer status = end.waitStatus().isPresent() ? end.waitStatus().getAsInt() : null;
        Limitation limitation =
                end.memory()
                        .map(
                                memory ->
                                        new Limitation(
                                                Reason.CONTAINER_LIMITATION_MEMORY,
                                                memory.message(),
                                                Map.of("mem", (memory.limitBytes() >> 20) * 1000)))
                        .orElse(null);
        return new Termination(status, limitation, "");
    }
}
