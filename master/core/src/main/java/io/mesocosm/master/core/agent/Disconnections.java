package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.MasterStatus;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import io.mesocosm.master.core.task.Tasks;

/**
 * A link that ended: the agent is offered no more, and frameworks that do not checkpoint lose what
 * runs there at once; the pings decide over the rest (spec §8).
 */
public final class Disconnections {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final Tasks tasks;

    public Disconnections(
            MasterState state, Ledger ledger, Offers offers, Allocation allocation, Tasks tasks) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.allocation = allocation;
        this.tasks = tasks;
    }

    public void disconnected(LinkHandle link) {
        String id = state.links().remove(link);
        Agent agent = id == null ? null : state.agent(id);
        if (agent == null || !link.equals(agent.link())) {
            return;
        }
        state.outbox().info("agent=" + id + " disconnected");
        allocation.deactivateAgent(agent.id());
        offers.rescindOfAgent(agent.id());
        ledger.put(state.agents().require(agent.id()).disconnect());
        for (Task task : ledger.tasksOfAgent(agent.id())) {
            Framework framework = state.framework(task.frameworkId());
            if (framework != null && !framework.spec().checkpoint()) {
                lose(framework, agent, task);
            }
        }
        for (Executor executor : ledger.executorsOfAgent(agent.id())) {
            Framework framework = state.framework(executor.frameworkId());
            if (framework != null && !framework.spec().checkpoint()) {
                tasks.removeExecutor(executor);
            }
        }
    }

    private void lose(Framework framework, Agent agent, Task task) {
        if (task.state().isTerminal()) {
            tasks.complete(task);
            return;
        }
        TaskStatus status =
                MasterStatus.of(
                        task,
                        TaskState.TASK_LOST,
                        StatusReason.REASON_AGENT_DISCONNECTED,
                        "Agent " + agent.spec().hostname() + " disconnected",
                        state.now());
        tasks.complete(tasks.apply(task, status, null));
        tasks.forward(framework, status);
    }
}
