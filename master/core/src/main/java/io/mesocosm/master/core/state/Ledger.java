package io.mesocosm.master.core.state;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts entities in and takes them out, keeping every index and both sums (allocated and offered,
 * per agent and per framework) true. A terminal task holds no resources.
 */
public final class Ledger {
    private final MasterState state;

    public Ledger(MasterState state) {
        this.state = state;
    }

    public void put(Framework framework) {
        state.frameworks.put(framework.id(), framework);
    }

    /** Adds an agent, or replaces what its link or its facts are; its address finds it. */
    public void register(Agent agent) {
        Agent before = state.agents.get(agent.id());
        if (before != null) {
            state.agentByAddress.remove(before.spec().address(), agent.id());
        }
        state.agentByAddress.put(agent.spec().address(), agent.id());
        put(agent);
    }

    public void remove(Agent agent) {
        state.agentByAddress.remove(agent.spec().address(), agent.id());
        state.agents.remove(agent.id());
    }

    public void put(Agent agent) {
        state.agents.put(agent.id(), agent);
    }

    public void add(Task task) {
        TaskKey key = task.key();
        int slot = state.tasks.put(key, task);
        state.frameworkTasks.add(task.frameworkId(), slot);
        state.agentTasks.add(task.agentId(), slot);
        if (!task.state().isTerminal()) {
            allocate(task.agentId(), task.frameworkId(), task.resources());
        }
    }

    /** Replaces a task; its resources come free the moment it turns terminal. */
    public void replace(Task before, Task after) {
        state.tasks.put(after.key(), after);
        if (!before.state().isTerminal() && after.state().isTerminal()) {
            free(after.agentId(), after.frameworkId(), after.resources());
        }
    }

    public void remove(Task task) {
        TaskKey key = task.key();
        int slot = state.tasks.slot(key);
        state.frameworkTasks.remove(task.frameworkId(), slot);
        state.agentTasks.remove(task.agentId(), slot);
        state.tasks.remove(key);
        if (!task.state().isTerminal()) {
            free(task.agentId(), task.frameworkId(), task.resources());
        }
    }

    public void add(Executor executor) {
        ExecutorKey key = executor.key();
        int slot = state.executors.put(key, executor);
        state.frameworkExecutors.add(executor.frameworkId(), slot);
        state.agentExecutors.add(executor.agentId(), slot);
        allocate(executor.agentId(), executor.frameworkId(), executor.resources());
    }

    /** Replaces what is known of an executor; its resources stay as they are. */
    public void replace(Executor executor) {
        state.executors.put(executor.key(), executor);
    }

    public void remove(Executor executor) {
        ExecutorKey key = executor.key();
        int slot = state.executors.slot(key);
        state.frameworkExecutors.remove(executor.frameworkId(), slot);
        state.agentExecutors.remove(executor.agentId(), slot);
        state.executors.remove(key);
        free(executor.agentId(), executor.frameworkId(), executor.resources());
    }

    public void add(Offer offer) {
        int slot = state.offers.put(offer.id(), offer);
        state.frameworkOffers.add(offer.frameworkId(), slot);
        state.agentOffers.add(offer.agentId(), slot);
        offered(offer, true);
    }

    public void remove(Offer offer) {
        int slot = state.offers.slot(offer.id());
        state.frameworkOffers.remove(offer.frameworkId(), slot);
        state.agentOffers.remove(offer.agentId(), slot);
        state.offers.remove(offer.id());
        offered(offer, false);
    }

    public List<Task> tasksOfFramework(String id) {
        return state.tasks.at(state.frameworkTasks.of(id));
    }

    /** Whether an agent has any task, one whose terminal update is unacknowledged included. */
    public boolean hasTasks(String agentId) {
        return state.agentTasks.count(agentId) > 0;
    }

    public List<Task> tasksOfAgent(String id) {
        return state.tasks.at(state.agentTasks.of(id));
    }

    public List<Executor> executorsOfFramework(String id) {
        return state.executors.at(state.frameworkExecutors.of(id));
    }

    public List<Executor> executorsOfAgent(String id) {
        return state.executors.at(state.agentExecutors.of(id));
    }

    public List<Offer> offersOfFramework(String id) {
        return state.offers.at(state.frameworkOffers.of(id));
    }

    public List<Offer> offersOfAgent(String id) {
        return state.offers.at(state.agentOffers.of(id));
    }

    private void allocate(String agentId, String frameworkId, Resources resources) {
        @Nullable Agent agent = state.agents.get(agentId);
        if (agent != null) {
            put(agent.withAllocated(agent.allocated().plus(resources)));
            state.touch(agentId);
        }
        @Nullable Framework framework = state.frameworks.get(frameworkId);
        if (framework != null) {
            put(framework.withAllocated(framework.allocated().plus(resources)));
        }
    }

    private void free(String agentId, String frameworkId, Resources resources) {
        @Nullable Agent agent = state.agents.get(agentId);
        if (agent != null) {
            put(agent.withAllocated(agent.allocated().minus(resources)));
            state.touch(agentId);
        }
        @Nullable Framework framework = state.frameworks.get(frameworkId);
        if (framework != null) {
            put(framework.withAllocated(framework.allocated().minus(resources)));
        }
    }

    private void offered(Offer offer, boolean made) {
        @Nullable Agent agent = state.agents.get(offer.agentId());
        if (agent != null) {
            put(agent.withOffered(changed(agent.offered(), offer.resources(), made)));
            state.touch(offer.agentId());
        }
        @Nullable Framework framework = state.frameworks.get(offer.frameworkId());
        if (framework != null) {
            put(framework.withOffered(changed(framework.offered(), offer.resources(), made)));
        }
    }

    private static Resources changed(Resources sum, Resources part, boolean more) {
        return more ? sum.plus(part) : sum.minus(part);
    }
}
