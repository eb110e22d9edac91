package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.Frameworks;
import io.mesocosm.master.core.input.AgentMessage.AgentReregister;
import io.mesocosm.master.core.input.AgentMessage.HeldExecutor;
import io.mesocosm.master.core.input.AgentMessage.HeldTask;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.master.core.task.KeptStatus;
import io.mesocosm.master.core.task.MasterStatus;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.Tasks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes over what a returning agent holds: its frameworks, executors and tasks; asks it about what
 * it should hold and does not list (spec §8).
 */
public final class Adoption {
    private final MasterState state;
    private final Ledger ledger;
    private final Allocation allocation;
    private final Tasks tasks;
    private final Frameworks frameworks;
    private final Kills kills;

    /** The nouns that adoption needs. */
    public record Nouns(
            MasterState state,
            Ledger ledger,
            Allocation allocation,
            Tasks tasks,
            Frameworks frameworks,
            Kills kills) {}

    public Adoption(Nouns nouns) {
        state = nouns.state();
        ledger = nouns.ledger();
        allocation = nouns.allocation();
        tasks = nouns.tasks();
        frameworks = nouns.frameworks();
        kills = nouns.kills();
    }

    /** Makes known the frameworks that only this agent tells of. */
    void recoverFrameworks(AgentReregister message) {
        for (FrameworkSpec spec : message.frameworks()) {
            String id = spec.id();
            if (id != null && state.framework(id) == null && !state.isCompleted(id)) {
                frameworks.recover(spec);
            }
        }
    }

    /** For an agent that this master has just added: everything it lists is news. */
    void adoptAll(Agent agent, AgentReregister message) {
        adopt(agent, message, false);
        shutDownCompleted(agent, message);
    }

    /** For an agent that was known all along. */
    void compare(Agent agent, AgentReregister message) {
        recoverFrameworks(message);
        askAboutMissing(agent, message);
        dropMissingExecutors(agent, message);
        // Tasks that were called lost when the link broke turn out to live.
        adopt(agent, message, true);
        kills.repeat(agent);
        shutDownCompleted(agent, message);
    }

    private void adopt(Agent agent, AgentReregister message, boolean tell) {
        for (HeldExecutor held : message.executors()) {
            ExecutorKey key = new ExecutorKey(agent.id(), held.frameworkId(), held.executor().id());
            if (state.framework(held.frameworkId()) != null && state.executor(key) == null) {
                adopt(agent, held, message);
            }
        }
        for (HeldTask held : message.tasks()) {
            TaskKey key = new TaskKey(held.frameworkId(), held.task().id());
            if (state.framework(held.frameworkId()) != null && state.task(key) == null) {
                adopt(agent, held, tell);
            }
        }
    }

    private void adopt(Agent agent, HeldExecutor held, AgentReregister message) {
        String role = roleOf(held, message);
        Executor executor =
                new Executor(
                        canonical(held.frameworkId()),
                        agent.id(),
                        role,
                        held.executor(),
                        held.executor().resources().allocate(role),
                        null);
        ledger.add(executor);
        allocation.charge(executor.frameworkId(), agent.id(), executor.resources());
    }

    /** An executor's role is its tasks'; without tasks it is the framework's first. */
    private String roleOf(HeldExecutor held, AgentReregister message) {
        for (HeldTask task : message.tasks()) {
            if (task.frameworkId().equals(held.frameworkId())
                    && held.executor().id().equals(task.executorId())) {
                return roleOf(task);
            }
        }
        return held.executor().resources().allocations().keySet().stream()
                .findFirst()
                .orElseGet(() -> firstRole(held.frameworkId()));
    }

    private String roleOf(HeldTask held) {
        String role = held.role();
        return role != null ? state.sharing().of(role) : firstRole(held.frameworkId());
    }

    /** One string for all that refers to a framework: there are many tasks. */
    private String canonical(String frameworkId) {
        return state.frameworks().require(frameworkId).id();
    }

    private String firstRole(String frameworkId) {
        Framework framework = state.frameworks().require(frameworkId);
        return framework.spec().effectiveRoles().stream().findFirst().orElse("*");
    }

    private void adopt(Agent agent, HeldTask held, boolean tell) {
        String role = roleOf(held);
        List<StatusSpec> statuses = held.statuses();
        String executorId = held.executorId();
        Task task =
                new Task(
                        canonical(held.frameworkId()),
                        held.task().id(),
                        state.sharing().of(held.task().name()),
                        agent.id(),
                        executorId == null ? null : state.sharing().of(executorId),
                        role,
                        statuses.isEmpty() ? TaskState.TASK_STAGING : statuses.getLast().state(),
                        null,
                        null,
                        state.sharing().of(held.task().resources().allocate(role)),
                        compact(statuses),
                        held.task().info(),
                        null);
        if (!statuses.isEmpty()) {
            StatusSpec told = statuses.get(Math.clamp(held.acknowledged(), 0, statuses.size() - 1));
            if (told.uuid() != null) {
                task = task.withForwarded(told.state(), told.uuid());
            }
        }
        tasks.add(task);
        if (!task.state().isTerminal()) {
            allocation.charge(task.frameworkId(), agent.id(), task.resources());
        }
        tellIfItWasAway(agent, task, tell);
    }

    /** A framework that was told its task is away or lost hears that it runs (since Mesos 1.5). */
    private void tellIfItWasAway(Agent agent, Task task, boolean tell) {
        Task away = state.archive().removeUnreachable(task.key());
        Framework framework = state.framework(task.frameworkId());
        if ((away != null || tell) && framework != null && !task.state().isTerminal()) {
            tasks.forward(
                    framework,
                    MasterStatus.of(
                            task,
                            task.knownState(),
                            StatusReason.REASON_AGENT_REREGISTERED,
                            "Agent " + agent.spec().hostname() + " re-registered",
                            state.now()));
        }
    }

    private static List<KeptStatus> compact(List<StatusSpec> statuses) {
        List<KeptStatus> result = new ArrayList<>();
        for (StatusSpec status : statuses) {
            if (!result.isEmpty() && result.getLast().state() == status.state()) {
                result.removeLast();
            }
            result.add(KeptStatus.of(status));
        }
        return List.copyOf(result);
    }

    /** A launch may have been lost or may have overtaken the list: only the agent knows. */
    private void askAboutMissing(Agent agent, AgentReregister message) {
        Set<TaskKey> listed = new HashSet<>();
        message.tasks().forEach(t -> listed.add(new TaskKey(t.frameworkId(), t.task().id())));
        Map<String, List<String>> missing = new LinkedHashMap<>();
        for (Task task : ledger.tasksOfAgent(agent.id())) {
            if (!listed.contains(task.key())) {
                missing.computeIfAbsent(task.frameworkId(), id -> new ArrayList<>()).add(task.id());
            }
        }
        missing.forEach(
                (framework, ids) ->
                        state.outbox()
                                .command(agent, new AgentCommand.ReconcileTasks(framework, ids)));
    }

    /**
     * An executor that the agent does not list is gone, unless a task of its launch is in question:
     * then it goes with the answer about that task.
     */
    private void dropMissingExecutors(Agent agent, AgentReregister message) {
        Set<ExecutorKey> listed = new HashSet<>();
        message.executors()
                .forEach(
                        e ->
                                listed.add(
                                        new ExecutorKey(
                                                agent.id(), e.frameworkId(), e.executor().id())));
        for (Executor executor : ledger.executorsOfAgent(agent.id())) {
            if (!listed.contains(executor.key()) && !hasTasks(executor)) {
                tasks.removeExecutor(executor);
            }
        }
    }

    private boolean hasTasks(Executor executor) {
        return ledger.tasksOfAgent(executor.agentId()).stream()
                .anyMatch(
                        t ->
                                t.frameworkId().equals(executor.frameworkId())
                                        && executor.spec().id().equals(t.executorId())
                                        && !t.state().isTerminal());
    }

    private void shutDownCompleted(Agent agent, AgentReregister message) {
        Set<String> completed = new LinkedHashSet<>();
        message.frameworks().stream()
                .map(FrameworkSpec::id)
                .filter(id -> id != null && state.isCompleted(id))
                .forEach(completed::add);
        message.tasks().stream()
                .map(HeldTask::frameworkId)
                .filter(state::isCompleted)
                .forEach(completed::add);
        completed.forEach(
                id -> state.outbox().command(agent, new AgentCommand.ShutdownFramework(id)));
    }
}
