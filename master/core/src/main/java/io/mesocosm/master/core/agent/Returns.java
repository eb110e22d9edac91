package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.input.AgentMessage.AgentReregister;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents that come back with an id: to this master, to a new one, or from being unreachable (spec
 * §8). What the registry knows already costs no write.
 */
public final class Returns {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final Transactions transactions;
    private final Admission admission;
    private final Pings pings;
    private final Adoption adoption;
    private final Drains drains;
    private final Map<String, AgentReregister> waiting = new HashMap<>();

    /** The nouns that an agent's return needs. */
    public record Nouns(
            MasterState state,
            Ledger ledger,
            Offers offers,
            Allocation allocation,
            Transactions transactions,
            Admission admission,
            Pings pings,
            Adoption adoption,
            Drains drains) {}

    public Returns(Nouns nouns) {
        state = nouns.state();
        ledger = nouns.ledger();
        offers = nouns.offers();
        allocation = nouns.allocation();
        transactions = nouns.transactions();
        admission = nouns.admission();
        pings = nouns.pings();
        adoption = nouns.adoption();
        drains = nouns.drains();
    }

    public void reregister(AgentReregister message, Unreachability unreachability) {
        state.counters().count("messages_reregister_slave");
        String id = message.agentId();
        if (state.gone().containsKey(id)) {
            state.outbox()
                    .command(
                            message.link(),
                            id,
                            new AgentCommand.Shutdown("Agent has been marked gone"));
            state.outbox().closeLink(message.link());
            return;
        }
        Optional<String> refusal = admission.refusal(message.agent());
        if (refusal.isPresent()) {
            admission.refuse(message.link(), id, refusal.get());
            return;
        }
        if (unreachability.isLeaving(id)) {
            // The registry change decides first; the agent tries again on a new link.
            state.outbox().closeLink(message.link());
            return;
        }
        Agent present = state.agent(id);
        if (present != null) {
            known(present, message);
        } else if (state.recovered().remove(id) != null) {
            add(message, null);
        } else {
            readmit(message, unreachability);
        }
    }

    /** The agent never left: it reconnects, and both sides compare what they believe. */
    private void known(Agent present, AgentReregister message) {
        Agent before = relink(present, message.link());
        if (!before.total().equals(message.agent().total())) {
            offers.rescindOfAgent(before.id());
        }
        Agent agent =
                state.agents()
                        .require(before.id())
                        .withSpec(state.sharing().of(message.agent()))
                        .connectedOn(message.link(), state.now());
        ledger.register(agent);
        state.links().put(message.link(), agent.id());
        allocation.updateAgent(agent);
        welcome(agent);
        adoption.compare(agent, message);
        offers.startOfAgent(agent);
        drains.resume(agent.id());
        rememberSpec(before, message);
    }

    /** An older link of the same agent is dead even if its end was not noticed. */
    private Agent relink(Agent present, LinkHandle link) {
        LinkHandle old = present.link();
        if (old != null && !old.equals(link)) {
            state.links().remove(old);
            state.outbox().closeLink(old);
        }
        return present;
    }

    /** The registry keeps an agent's facts for the next master; only a change costs a write. */
    private void rememberSpec(Agent before, AgentReregister message) {
        if (!before.spec().info().equals(message.agent().info())) {
            transactions.propose(
                    new RegistryChange.UpdateAgent(before.id(), message.agent()), () -> {});
        }
    }

    /** An agent that was marked unreachable, or that the registry forgot: it is admitted again. */
    private void readmit(AgentReregister message, Unreachability unreachability) {
        String id = message.agentId();
        boolean proposed = waiting.put(id, message) != null;
        if (proposed) {
            return;
        }
        transactions.propose(
                new RegistryChange.MarkReachable(id, message.agent()),
                () -> {
                    AgentReregister latest = waiting.remove(id);
                    Instant since = state.unreachable().remove(id);
                    if (latest != null) {
                        add(latest, since);
                    } else {
                        unreachability.expect(id, message.agent());
                    }
                });
    }

    private void add(AgentReregister message, @Nullable Instant unreachableSince) {
        Agent agent =
                new Agent(
                        message.agentId(),
                        state.sharing().of(message.agent()),
                        message.link(),
                        state.deactivated().get(message.agentId()),
                        Resources.EMPTY,
                        Resources.EMPTY,
                        state.now(),
                        state.now());
        state.outbox()
                .add(
                        new Effect.LogDecision(
                                Effect.Level.INFO,
                                "agent="
                                        + agent.id()
                                        + " is back with "
                                        + message.tasks().size()
                                        + " tasks, unreachable_since="
                                        + unreachableSince));
        adoption.recoverFrameworks(message);
        admission.add(agent, Map.of());
        welcome(agent);
        adoption.adoptAll(agent, message);
        drains.resume(agent.id());
    }

    private void welcome(Agent agent) {
        state.counters().count("slave_reregistrations");
        state.outbox()
                .command(agent, new AgentCommand.Reregistered(agent.id(), admission.pingTimeout()));
        pings.watch(agent.id());
    }

    /** The link of an agent that waits for the registry ended. */
    public void closed(LinkHandle link) {
        waiting.values().removeIf(message -> message.link().equals(link));
    }
}
