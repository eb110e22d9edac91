package io.mesocosm.master.core;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.AgentMessage.HeldExecutor;
import io.mesocosm.master.core.input.AgentMessage.HeldTask;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An agent that answers pings (unless silent), remembers what it was told and holds the tasks it
 * was told to run.
 */
final class FakeAgent {
    private final MasterFixture master;
    private final List<AgentCommand> commands = new ArrayList<>();
    private final Map<String, Held> tasks = new LinkedHashMap<>();
    private final Map<String, FrameworkSpec> frameworks = new LinkedHashMap<>();
    private final List<HeldExecutor> executors = new ArrayList<>();
    private AgentSpec spec;
    private @Nullable LinkHandle link;
    private @Nullable String id;
    private boolean silent;
    private long uuids;

    /** A task on the agent with all statuses it produced. */
    record Held(
            String frameworkId,
            TaskSpec spec,
            @Nullable String executorId,
            String role,
            List<StatusSpec> statuses) {}

    FakeAgent(MasterFixture master, String resources, String address) {
        this.master = master;
        this.spec = Samples.agent(resources, address);
    }

    FakeAgent with(Function<AgentSpec, AgentSpec> change) {
        spec = change.apply(spec);
        return this;
    }

    FakeAgent register() {
        link = master.newLink(this);
        master.step(new AgentMessage.AgentRegister(link, spec));
        return this;
    }

    /** The link breaks and the master notices. */
    FakeAgent disconnect() {
        LinkHandle broken = Objects.requireNonNull(link);
        link = null;
        master.step(new AgentMessage.AgentDisconnected(broken));
        return this;
    }

    /** Comes back on a new link with all it holds. */
    FakeAgent reregister() {
        return reregister(
                tasks.values().stream()
                        .map(
                                h ->
                                        new HeldTask(
                                                h.frameworkId,
                                                h.spec,
                                                h.executorId,
                                                h.role,
                                                h.statuses,
                                                0))
                        .toList());
    }

    FakeAgent reregister(List<HeldTask> held) {
        link = master.newLink(this);
        master.step(
                new AgentMessage.AgentReregister(
                        link,
                        id(),
                        spec,
                        List.copyOf(frameworks.values()),
                        List.copyOf(executors),
                        held));
        return this;
    }

    /** Speaks to a new master under the id an earlier one gave it. */
    FakeAgent transplant(MasterFixture newMaster) {
        FakeAgent moved = new FakeAgent(newMaster, "cpus:1", spec.address());
        moved.spec = spec;
        moved.id = id;
        moved.tasks.putAll(tasks);
        moved.frameworks.putAll(frameworks);
        moved.executors.addAll(executors);
        moved.uuids = uuids;
        return moved;
    }

    FakeAgent unregister() {
        master.step(new AgentMessage.AgentUnregister(link()));
        return this;
    }

    FakeAgent fallSilent() {
        silent = true;
        return this;
    }

    FakeAgent speakAgain() {
        silent = false;
        return this;
    }

    void heard(LinkHandle on, AgentCommand command) {
        if (!on.equals(link)) {
            return;
        }
        commands.add(command);
        switch (command) {
            case AgentCommand.Registered registered -> id = registered.agentId();
            case AgentCommand.Ping ping -> {
                if (!silent) {
                    master.step(new AgentMessage.Pong(on, ping.sequence()));
                }
            }
            case AgentCommand.RunTask run -> {
                frameworks.put(run.framework().id(), run.framework().spec());
                hold(run.framework().id(), run.task(), run.role());
            }
            case AgentCommand.RunTaskGroup run -> {
                frameworks.put(run.framework().id(), run.framework().spec());
                executors.add(new HeldExecutor(run.framework().id(), run.executor()));
                run.tasks()
                        .forEach(
                                t ->
                                        tasks.put(
                                                t.id(),
                                                new Held(
                                                        run.framework().id(),
                                                        t,
                                                        run.executor().id(),
                                                        run.role(),
                                                        new ArrayList<>())));
            }
            default -> {
                // Read by the tests.
            }
        }
    }

    private void hold(String frameworkId, TaskSpec task, String role) {
        String executorId = task.executor() == null ? null : task.executor().id();
        if (task.executor() != null) {
            executors.add(new HeldExecutor(frameworkId, task.executor()));
        }
        tasks.put(task.id(), new Held(frameworkId, task, executorId, role, new ArrayList<>()));
    }

    void closed(LinkHandle ended) {
        if (ended.equals(link)) {
            link = null;
        }
    }

    /** Sends an update of a task it holds, with a new uuid. */
    StatusSpec update(String taskId, TaskState state) {
        return update(taskId, state, StatusSource.SOURCE_EXECUTOR, null);
    }

    StatusSpec update(
            String taskId, TaskState state, StatusSource source, @Nullable StatusReason reason) {
        Held held = Objects.requireNonNull(tasks.get(taskId), taskId + " is not on the agent");
        StatusSpec status =
                new StatusSpec(
                        taskId,
                        state,
                        source,
                        reason,
                        new StatusUuid(id().hashCode(), uuids++),
                        master.now(),
                        Payload.of(state.name().getBytes(StandardCharsets.UTF_8)));
        held.statuses.add(status);
        send(held, status, state);
        return status;
    }

    void resend(StatusSpec status) {
        Held held = Objects.requireNonNull(tasks.get(status.taskId()));
        send(held, status, held.statuses.getLast().state());
    }

    private void send(Held held, StatusSpec status, TaskState latest) {
        master.step(
                new AgentMessage.StatusUpdate(
                        link(), held.frameworkId, held.executorId, status, latest));
    }

    void forget(String taskId) {
        tasks.remove(taskId);
    }

    Map<String, Held> tasks() {
        return tasks;
    }

    LinkHandle link() {
        return Objects.requireNonNull(link, "The agent is not connected");
    }

    boolean connected() {
        return link != null;
    }

    String id() {
        return Objects.requireNonNull(id, "The agent is not registered");
    }

    boolean isRegistered() {
        return id != null;
    }

    <C extends AgentCommand> List<C> commands(Class<C> kind) {
        return commands.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void forgetCommands() {
        commands.clear();
    }
}
