package io.mesocosm.master.core.task;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.AgentMessage.StatusUpdate;
import io.mesocosm.master.core.input.SchedulerCall.Acknowledge;
import io.mesocosm.master.core.state.MasterState;
import org.jspecify.annotations.Nullable;

/**
 * The way of a status update: from the agent to the framework, its acknowledgement back, and the
 * task's end when its terminal update is acknowledged. The master keeps no retries: the agent does
 * (spec §1.7).
 */
public final class StatusUpdates {
    private final MasterState state;
    private final Tasks tasks;

    public StatusUpdates(MasterState state, Tasks tasks) {
        this.state = state;
        this.tasks = tasks;
    }

    /** An update from an agent that is known; what is forwarded and what is believed are apart. */
    public void receive(Agent agent, StatusUpdate update) {
        state.counters().count("messages_status_update");
        StatusSpec spec = update.status();
        Framework framework = state.framework(update.frameworkId());
        TaskStatus status = TaskStatus.forwarded(spec, agent.id(), executorId(update));
        TaskState latest = update.latestState();
        Drain drain = drainOf(agent);
        if (drain != null) {
            TaskState killed = killedBy(drain, framework);
            status = toldOfDrain(status, killed);
            latest = latest == TaskState.TASK_KILLED ? killed : latest;
        }
        if (framework != null) {
            tasks.forward(framework, status);
        } else if (state.isCompleted(update.frameworkId())) {
            // It missed the word that the framework is over.
            state.outbox().command(agent, new AgentCommand.ShutdownFramework(update.frameworkId()));
        }
        Task task = state.task(new TaskKey(update.frameworkId(), spec.taskId()));
        if (task == null || !task.agentId().equals(agent.id())) {
            state.counters().count("invalid_status_updates");
            state.outbox().warn(line(agent, update) + " for a task that is not known to be there");
            return;
        }
        state.counters().count("valid_status_updates");
        Task updated = tasks.apply(task, status, latest);
        if (wasNeverLaunched(updated, status)) {
            tasks.removeExecutorWithoutTasks(updated);
        }
        state.outbox().info(line(agent, update));
    }

    private static @Nullable Drain drainOf(Agent agent) {
        Deactivation deactivation = agent.deactivation();
        return deactivation != null && deactivation.isDraining() ? deactivation.drain() : null;
    }

    /** Of an agent that goes for good a framework that understands it hears that. */
    private static TaskState killedBy(Drain drain, @Nullable Framework framework) {
        return drain.markGone() && framework != null && framework.partitionAware()
                ? TaskState.TASK_GONE_BY_OPERATOR
                : TaskState.TASK_KILLED;
    }

    /** While an agent is drained that is why its tasks are killed (spec §7.4, AGENT_DRAINING). */
    private static TaskStatus toldOfDrain(TaskStatus status, TaskState killed) {
        return switch (status.state()) {
            case TASK_KILLING -> status.becauseOfDrain(TaskState.TASK_KILLING);
            case TASK_KILLED -> status.becauseOfDrain(killed);
            default -> status;
        };
    }

    /** The agent dropped the launch: an executor that came with it was never started either. */
    private static boolean wasNeverLaunched(Task task, TaskStatus status) {
        return status.source() == StatusSource.SOURCE_AGENT
                && task.state().isTerminal()
                && (status.state() == TaskState.TASK_DROPPED
                        || status.state() == TaskState.TASK_LOST)
                && task.statuses().size() == 1;
    }

    /** In the UPDATE event of a command task the executor's id is the task's (spec §0.5 no. 8). */
    private static String executorId(StatusUpdate update) {
        String id = update.executorId();
        return id == null || id.isEmpty() ? update.status().taskId() : id;
    }

    private static String line(Agent agent, StatusUpdate update) {
        return "agent="
                + agent.id()
                + " framework="
                + update.frameworkId()
                + " task="
                + update.status().taskId()
                + " status="
                + update.status().state();
    }

    /** ACKNOWLEDGE: passed on to the agent; a terminal update's ends the task here. */
    public void acknowledge(Framework framework, Acknowledge call) {
        state.counters().count("messages_status_update_acknowledgement");
        state.outbox().accepted(call.call());
        Agent agent = state.agent(call.agentId());
        if (agent == null || !agent.connected()) {
            refuse(framework, call, "the agent is not connected");
            return;
        }
        Task task = state.task(new TaskKey(framework.id(), call.taskId()));
        if (task != null && task.agentId().equals(agent.id())) {
            if (task.forwardedUuid() == null) {
                refuse(framework, call, "no update of the task was sent");
                return;
            }
            TaskState told = task.forwardedState();
            if (told != null && told.isTerminal() && call.uuid().equals(task.forwardedUuid())) {
                tasks.complete(task);
            }
        }
        state.outbox()
                .command(
                        agent,
                        new AgentCommand.AcknowledgeUpdate(
                                framework.id(), call.taskId(), call.uuid()));
        state.counters().count("valid_status_update_acknowledgements");
    }

    private void refuse(Framework framework, Acknowledge call, String why) {
        state.counters().count("invalid_status_update_acknowledgements");
        state.outbox()
                .warn(
                        "framework="
                                + framework.id()
                                + " task="
                                + call.taskId()
                                + " agent="
                                + call.agentId()
                                + " acknowledgement dropped: "
                                + why);
    }
}
