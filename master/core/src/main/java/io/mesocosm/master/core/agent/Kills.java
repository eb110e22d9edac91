package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.SchedulerCall.Kill;
import io.mesocosm.master.core.input.SchedulerCall.TaskQuery;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Reconciliation;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;

/** KILL: forwarded each time it is asked, remembered for agents that are away (spec §1.3). */
public final class Kills {
    private final MasterState state;
    private final Reconciliation reconciliation;
    private final Ledger ledger;

    public Kills(MasterState state, Ledger ledger, Reconciliation reconciliation) {
        this.state = state;
        this.ledger = ledger;
        this.reconciliation = reconciliation;
    }

    public void kill(Framework framework, Kill call) {
        state.counters().count("messages_kill_task");
        state.outbox().accepted(call.call());
        TaskKey key = new TaskKey(framework.id(), call.taskId());
        Task task = state.task(key);
        if (task == null) {
            reconciliation.answer(framework, new TaskQuery(call.taskId(), call.agentId()));
            return;
        }
        if (call.agentId() != null && !call.agentId().equals(task.agentId())) {
            state.outbox()
                    .warn(
                            "framework="
                                    + framework.id()
                                    + " task="
                                    + task.id()
                                    + " kill ignored: it runs on "
                                    + task.agentId()
                                    + ", not on "
                                    + call.agentId());
            return;
        }
        // Remembered even when it can be sent: the link may break before it arrives.
        ledger.replace(task, task.withKillRequested(call.killPolicy()));
        Agent agent = state.agents().require(task.agentId());
        if (!send(agent, task, call.killPolicy())) {
            state.outbox()
                    .info(
                            "agent="
                                    + agent.id()
                                    + " task="
                                    + task.id()
                                    + " kill waits for the agent");
        }
    }

    private boolean send(Agent agent, Task task, Payload policy) {
        return state.outbox()
                .command(agent, new AgentCommand.KillTask(task.frameworkId(), task.id(), policy));
    }

    /** Sends once more the kills of tasks that a returning agent still runs. */
    void repeat(Agent agent) {
        for (Task task : ledger.tasksOfAgent(agent.id())) {
            Payload policy = task.killRequested();
            if (policy != null && !task.state().isTerminal()) {
                send(agent, task, policy);
            }
        }
    }
}
