package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall.DeactivateAgent;
import io.mesocosm.master.core.input.OperatorCall.DrainAgent;
import io.mesocosm.master.core.input.OperatorCall.ReactivateAgent;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Task;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Agents that an operator deactivates, drains and lets be offered again (spec §3, §8). The registry
 * comes first, so that it holds for every master to come and however often the agent comes back.
 */
public final class Drains {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Transactions transactions;
    private final Unreachability unreachability;

    /** Agents about which a change is on its way. */
    private final Set<String> changing = new HashSet<>();

    public Drains(
            MasterState state,
            Ledger ledger,
            Offers offers,
            Transactions transactions,
            Unreachability unreachability) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.transactions = transactions;
        this.unreachability = unreachability;
    }

    /**
     * DEACTIVATE_AGENT: no offers, tasks run on; what is deactivated or drained already stays so.
     */
    public void deactivate(DeactivateAgent call) {
        if (isRefused(call.call(), call.agentId())) {
            return;
        }
        if (state.deactivated().containsKey(call.agentId())) {
            state.outbox().reply(call.call(), new Outcome.Ok());
            return;
        }
        propose(call.agentId(), new Deactivation(null, null), call.call());
    }

    /** DRAIN_AGENT: no offers, and its tasks end; asked again it goes by the later word. */
    public void drain(DrainAgent call) {
        if (!isRefused(call.call(), call.agentId())) {
            Drain drain = new Drain(call.maxGracePeriod(), call.markGone(), false);
            propose(call.agentId(), new Deactivation(drain, null), call.call());
        }
    }

    private boolean isRefused(CallHandle call, String id) {
        Optional<Outcome> refusal =
                unreachability.knows(id)
                        ? inTransition(id)
                        : Optional.of(
                                new Outcome.BadRequest(
                                        "No agent found with specified ID '" + id + "'"));
        refusal.ifPresent(outcome -> state.outbox().reply(call, outcome));
        return refusal.isPresent();
    }

    private Optional<Outcome> inTransition(String id) {
        return changing.contains(id) || unreachability.isLeaving(id)
                ? Optional.of(
                        new Outcome.Conflict(
                                "Agent '"
                                        + id
                                        + "' is in transition to another state (marked gone or"
                                        + " unreachable, deactivated or reactivated): try again"))
                : Optional.empty();
    }

    private void propose(String id, Deactivation deactivation, @Nullable CallHandle call) {
        changing.add(id);
        transactions.propose(
                new RegistryChange.Deactivate(id, deactivation.drain()),
                () -> deactivated(id, deactivation, call));
    }

    private void deactivated(String id, Deactivation deactivation, @Nullable CallHandle call) {
        changing.remove(id);
        if (!unreachability.knows(id)) {
            // It left while this was written: nothing may stay of it.
            transactions.propose(new RegistryChange.Reactivate(id), () -> {});
            reply(call, removedMeanwhile(id));
            return;
        }
        put(id, deactivation);
        offers.stopOfAgent(id);
        state.outbox().info("agent=" + id + " deactivated drain=" + deactivation.drain());
        resume(id);
        reply(call, new Outcome.Ok());
    }

    private static Outcome removedMeanwhile(String id) {
        return new Outcome.Conflict("Agent '" + id + "' was removed meanwhile");
    }

    private void reply(@Nullable CallHandle call, Outcome outcome) {
        if (call != null) {
            state.outbox().reply(call, outcome);
        }
    }

    private void put(String id, Deactivation deactivation) {
        state.deactivated().put(id, deactivation);
        Agent agent = state.agent(id);
        if (agent != null) {
            ledger.put(agent.withDeactivation(deactivation));
        }
    }

    /**
     * Tells an agent that is being drained to end what it runs: when the drain begins, and whenever
     * it comes back, for the word may have been lost with its link.
     */
    void resume(String id) {
        Agent agent = state.agent(id);
        Deactivation deactivation = agent == null ? null : agent.deactivation();
        if (agent == null || deactivation == null || !agent.connected()) {
            return;
        }
        Drain drain = deactivation.drain();
        if (drain == null || drain.drained()) {
            return;
        }
        put(id, deactivation.begunAt(state.now()));
        for (Task task : ledger.tasksOfAgent(id)) {
            if (!task.state().isTerminal()) {
                state.outbox()
                        .command(agent, new AgentCommand.DrainTask(task, drain.maxGracePeriod()));
            }
        }
    }

    /**
     * Looks which agents have nothing left: no task, none whose end is not acknowledged. Looked at
     * after every step rather than where tasks end, so that no way of ending one is missed. What an
     * agent that is away holds is not known.
     */
    public void settle() {
        state.deactivated().forEach(this::settle);
    }

    private void settle(String id, Deactivation deactivation) {
        Drain drain = deactivation.drain();
        if (drain == null || drain.drained()) {
            return;
        }
        Agent agent = state.agent(id);
        if (agent != null
                && agent.connected()
                && !ledger.hasTasks(id)
                && inTransition(id).isEmpty()) {
            finish(id, deactivation, drain);
        }
    }

    private void finish(String id, Deactivation deactivation, Drain drain) {
        state.outbox().info("agent=" + id + " drained mark_gone=" + drain.markGone());
        if (drain.markGone()) {
            unreachability.markGone(id, _ -> {});
        } else {
            propose(id, new Deactivation(drain.done(), deactivation.begun()), null);
        }
    }

    /** REACTIVATE_AGENT: not while it is drained, for its tasks were told to end (spec §8). */
    public void reactivate(ReactivateAgent call) {
        String id = call.agentId();
        Deactivation deactivation = state.deactivated().get(id);
        if (deactivation == null) {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest("Agent '" + id + "' is not deactivated"));
            return;
        }
        if (deactivation.isDraining()) {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest(
                                    "Agent '"
                                            + id
                                            + "' is still in the DRAINING state: reactivate it once"
                                            + " it is DRAINED"));
            return;
        }
        Optional<Outcome> busy = inTransition(id);
        if (busy.isPresent()) {
            state.outbox().reply(call.call(), busy.get());
            return;
        }
        changing.add(id);
        transactions.propose(new RegistryChange.Reactivate(id), () -> reactivated(id, call.call()));
    }

    private void reactivated(String id, CallHandle call) {
        changing.remove(id);
        if (!unreachability.knows(id)) {
            reply(call, removedMeanwhile(id));
            return;
        }
        state.deactivated().remove(id);
        Agent agent = state.agent(id);
        if (agent != null) {
            Agent reactivated = agent.withDeactivation(null);
            ledger.put(reactivated);
            offers.startOfAgent(reactivated);
        }
        state.outbox().info("agent=" + id + " reactivated");
        reply(call, new Outcome.Ok());
    }
}
