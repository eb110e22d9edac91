package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.AgentMessage.AgentUpdate;
import io.mesocosm.master.core.input.AgentMessage.ExecutorExited;
import io.mesocosm.master.core.input.AgentMessage.MessageFromExecutor;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.master.core.task.StatusUpdates;
import io.mesocosm.master.core.task.Tasks;
import java.util.function.Consumer;

/** Takes every message from an agent to its noun. */
public final class AgentMessages {
    private final Nouns nouns;
    private final MasterState state;

    /** The nouns that agents' messages concern. */
    public record Nouns(
            MasterState state,
            Ledger ledger,
            Offers offers,
            Allocation allocation,
            Tasks tasks,
            StatusUpdates updates,
            Admission admission,
            Returns returns,
            Disconnections disconnections,
            Unreachability unreachability,
            Pings pings) {}

    public AgentMessages(Nouns nouns) {
        this.nouns = nouns;
        this.state = nouns.state();
    }

    public void take(AgentMessage message) {
        switch (message) {
            case AgentMessage.AgentRegister register -> nouns.admission().register(register);
            case AgentMessage.AgentReregister reregister ->
                    nouns.returns().reregister(reregister, nouns.unreachability());
            case AgentMessage.AgentDisconnected ended -> disconnected(ended.link());
            case AgentMessage.AgentUnregister left -> from(left, this::unregister);
            case AgentMessage.Pong pong -> from(pong, a -> nouns.pings().pong(a, pong));
            case AgentMessage.StatusUpdate update ->
                    from(update, a -> nouns.updates().receive(a, update));
            case ExecutorExited exited -> from(exited, a -> executorExited(a, exited));
            case MessageFromExecutor sent -> from(sent, a -> forward(a, sent));
            case AgentUpdate update -> from(update, a -> update(a, update));
        }
    }

    /** A message on a link that no admitted agent has is dropped: the agent registers first. */
    private void from(AgentMessage message, Consumer<Agent> action) {
        Agent agent = nouns.admission().ofLink(message.link());
        if (agent == null) {
            state.counters().count("dropped_messages");
            state.outbox().warn("link=" + message.link().id() + " message dropped: no agent on it");
            return;
        }
        action.accept(agent);
    }

    private void disconnected(LinkHandle link) {
        if (!nouns.admission().closed(link)) {
            nouns.returns().closed(link);
            nouns.disconnections().disconnected(link);
        }
    }

    private void unregister(Agent agent) {
        state.counters().count("messages_unregister_slave");
        nouns.unreachability()
                .removeForGood(
                        agent,
                        "Agent " + agent.spec().hostname() + " unregistered",
                        "reason_unregistered",
                        () -> {});
    }

    /** FAILURE comes before the statuses of the tasks that ended with it (spec §0.5 no. 9). */
    private void executorExited(Agent agent, ExecutorExited exited) {
        state.counters().count("messages_exited_executor");
        Executor executor =
                state.executor(
                        new ExecutorKey(agent.id(), exited.frameworkId(), exited.executorId()));
        if (executor != null) {
            nouns.tasks().removeExecutor(executor);
        }
        state.outbox()
                .info(
                        "agent="
                                + agent.id()
                                + " framework="
                                + exited.frameworkId()
                                + " executor="
                                + exited.executorId()
                                + " exited status="
                                + exited.status());
        Framework framework = state.framework(exited.frameworkId());
        if (framework != null) {
            state.outbox()
                    .event(
                            framework,
                            new SchedulerEvent.Failure(
                                    agent.id(), exited.executorId(), exited.status()));
        }
    }

    private void forward(Agent agent, MessageFromExecutor sent) {
        state.counters().count("messages_executor_to_framework");
        Framework framework = state.framework(sent.frameworkId());
        boolean delivered =
                framework != null
                        && state.outbox()
                                .event(
                                        framework,
                                        new SchedulerEvent.Message(
                                                agent.id(), sent.executorId(), sent.data()));
        state.counters()
                .count(
                        delivered
                                ? "valid_executor_to_framework_messages"
                                : "invalid_executor_to_framework_messages");
        if (state.isCompleted(sent.frameworkId())) {
            state.outbox().command(agent, new AgentCommand.ShutdownFramework(sent.frameworkId()));
        }
    }

    /** A new total makes all outstanding offers of the agent stale. */
    private void update(Agent agent, AgentUpdate update) {
        state.counters().count("messages_update_slave");
        if (agent.total().equals(update.total())) {
            return;
        }
        nouns.offers().rescindOfAgent(agent.id());
        Agent fresh = state.agents().require(agent.id());
        Agent updated = fresh.withSpec(fresh.spec().withTotal(update.total()));
        nouns.ledger().put(updated);
        nouns.allocation().updateAgent(updated);
        state.outbox().info("agent=" + agent.id() + " total=" + update.total());
    }
}
