package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.agent.AgentRemoval.Cause;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.OperatorCall.MarkAgentGone;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.state.MasterState;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Agents that leave the admitted ones by a registry change: unreachable, gone for good, or removed;
 * the change comes first, its consequences when it is durable (spec §8).
 */
public final class Unreachability {
    private final MasterState state;
    private final Transactions transactions;
    private final AgentRemoval removal;
    private final Set<String> leaving = new HashSet<>();
    private final Removals removals;

    public Unreachability(MasterState state, Transactions transactions, AgentRemoval removal) {
        this.state = state;
        this.transactions = transactions;
        this.removal = removal;
        this.removals = new Removals(state);
    }

    /** When the removal rate limit lets the next agent go. */
    Instant permit() {
        return removals.permit();
    }

    /** Whether a change that takes this agent away is on its way. */
    public boolean isLeaving(String agentId) {
        return leaving.contains(agentId);
    }

    /** Proposes to mark an agent unreachable. */
    void mark(Agent agent, String why) {
        if (!leaving.add(agent.id())) {
            return;
        }
        Instant since = state.now();
        transactions.propose(
                new RegistryChange.MarkUnreachable(agent.id(), since),
                () -> marked(agent.id(), since, why));
    }

    private void marked(String agentId, Instant since, String why) {
        leaving.remove(agentId);
        state.unreachable().put(agentId, since);
        state.counters().count("slave_unreachable_completed");
        state.counters().count("slave_removals");
        state.counters().count("slave_removals/reason_unhealthy");
        state.outbox().warn("agent=" + agentId + " unreachable: " + why);
        Agent agent = state.agent(agentId);
        if (agent != null) {
            removal.remove(
                    agent,
                    new Cause.Unreachable(
                            "Agent " + agent.spec().hostname() + " is unreachable: " + why, since));
        }
    }

    /** Agents that an earlier master admitted and that did not come back in time (spec §8). */
    public void markRecoveredLater() {
        if (state.recovered().isEmpty()) {
            return;
        }
        state.timers()
                .at(
                        state.now().plus(state.config().agentReregisterTimeout()),
                        this::giveUpRecovered);
    }

    private void giveUpRecovered() {
        for (String agentId : List.copyOf(state.recovered().keySet())) {
            state.timers().at(permit(), () -> giveUp(agentId));
        }
    }

    /**
     * An agent that the registry admitted while its link broke: it has as long as after a start.
     */
    void expect(String agentId, AgentSpec spec) {
        state.recovered().put(agentId, spec);
        state.timers()
                .at(
                        state.now().plus(state.config().agentReregisterTimeout()),
                        () -> state.timers().at(permit(), () -> giveUp(agentId)));
    }

    private void giveUp(String agentId) {
        if (!state.recovered().containsKey(agentId) || !leaving.add(agentId)) {
            return;
        }
        Instant since = state.now();
        transactions.propose(
                new RegistryChange.MarkUnreachable(agentId, since),
                () -> {
                    leaving.remove(agentId);
                    state.recovered().remove(agentId);
                    state.unreachable().put(agentId, since);
                    state.counters().count("recovery_slave_removals");
                    state.outbox().warn("agent=" + agentId + " did not come back, unreachable");
                    removal.announce(agentId);
                });
    }

    /** An agent that left for good, or whose place another took. */
    void removeForGood(Agent agent, String why, String reasonMetric, Runnable then) {
        if (!leaving.add(agent.id())) {
            then.run();
            return;
        }
        transactions.propose(
                new RegistryChange.RemoveAgent(agent.id()),
                () -> {
                    leaving.remove(agent.id());
                    state.deactivated().remove(agent.id());
                    state.counters().count("slave_removals");
                    state.counters().count("slave_removals/" + reasonMetric);
                    Agent present = state.agent(agent.id());
                    if (present != null) {
                        state.outbox().info("agent=" + agent.id() + " removed: " + why);
                        removal.remove(present, new Cause.Removed(why));
                    }
                    then.run();
                });
    }

    /** Whether the agent is one of this cluster: here, expected back, or unreachable. */
    boolean knows(String agentId) {
        return state.agent(agentId) != null
                || state.recovered().containsKey(agentId)
                || state.unreachable().containsKey(agentId);
    }

    /** MARK_AGENT_GONE: idempotent; the agent is told to end (spec §3). */
    public void markGone(MarkAgentGone call) {
        markGone(call.agentId(), outcome -> state.outbox().reply(call.call(), outcome));
    }

    void markGone(String id, Consumer<Outcome> then) {
        if (state.gone().containsKey(id)) {
            then.accept(new Outcome.Ok());
            return;
        }
        if (!knows(id)) {
            then.accept(new Outcome.NotFound("Agent '" + id + "' not found"));
            return;
        }
        if (!leaving.add(id)) {
            then.accept(
                    new Outcome.Unavailable(
                            "Agent '" + id + "' is in transition to another state"));
            return;
        }
        Instant since = state.now();
        transactions.propose(new RegistryChange.MarkGone(id, since), () -> gone(id, since, then));
    }

    private void gone(String id, Instant since, Consumer<Outcome> then) {
        leaving.remove(id);
        state.gone().put(id, since);
        state.recovered().remove(id);
        state.unreachable().remove(id);
        state.deactivated().remove(id);
        Agent agent = state.agent(id);
        if (agent != null) {
            state.outbox().command(agent, new AgentCommand.Shutdown("Agent has been marked gone"));
            removal.remove(
                    agent,
                    new Cause.Gone("Agent " + agent.spec().hostname() + " has been marked gone"));
        }
        removal.giveUp(id, new Cause.Gone("Agent has been marked gone"));
        then.accept(new Outcome.Ok());
    }

    /** Forgets unreachable and gone agents that are too old or too many, now and from now on. */
    public void prune() {
        prune(state.unreachable());
        prune(state.gone());
        state.timers().at(state.now().plus(state.config().registryGcInterval()), this::prune);
    }

    private void prune(Map<String, Instant> marked) {
        Instant oldest = state.now().minus(state.config().registryMaxAgentAge());
        int surplus = Math.max(0, marked.size() - state.config().registryMaxAgentCount());
        List<String> tooOld =
                marked.entrySet().stream()
                        .filter(e -> e.getValue().isBefore(oldest))
                        .map(Map.Entry::getKey)
                        .toList();
        List<String> tooMany =
                marked.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue())
                        .limit(surplus)
                        .map(Map.Entry::getKey)
                        .toList();
        Stream.concat(tooOld.stream(), tooMany.stream())
                .distinct()
                .filter(id -> !leaving.contains(id))
                .forEach(
                        id ->
                                transactions.propose(
                                        new RegistryChange.Prune(id), () -> forget(marked, id)));
    }

    private void forget(Map<String, Instant> marked, String id) {
        marked.remove(id);
        state.deactivated().remove(id);
        state.archive()
                .unreachableOn(id)
                .forEach(task -> state.archive().removeUnreachable(task.key()));
    }
}
