package io.mesocosm.master.core.agent;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.input.AgentMessage.AgentRegister;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Resources;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets new agents in: the registry first, then the cluster (spec §8). */
public final class Admission {
    private final MasterState state;
    private final Ledger ledger;
    private final Allocation allocation;
    private final Transactions transactions;
    private final Pings pings;

    /** Links whose agent waits for its admission, with the id it will have. */
    private final Map<LinkHandle, String> admitting = new HashMap<>();

    private final Set<LinkHandle> closedMeanwhile = new HashSet<>();
    private @Nullable Unreachability unreachability;

    public Admission(
            MasterState state,
            Ledger ledger,
            Allocation allocation,
            Transactions transactions,
            Pings pings) {
        this.state = state;
        this.ledger = ledger;
        this.allocation = allocation;
        this.transactions = transactions;
        this.pings = pings;
    }

    /** Names who removes the agent whose address a new one has. */
    public Admission replacing(Unreachability removals) {
        unreachability = removals;
        return this;
    }

    public void register(AgentRegister message) {
        state.counters().count("messages_register_slave");
        LinkHandle link = message.link();
        Agent present = ofLink(link);
        if (present != null) {
            state.outbox()
                    .command(present, new AgentCommand.Registered(present.id(), pingTimeout()));
            return;
        }
        if (admitting.containsKey(link)) {
            return;
        }
        Optional<String> refusal = refusal(message.agent());
        if (refusal.isPresent()) {
            refuse(link, null, refusal.get());
            return;
        }
        String id = state.ids().nextAgent();
        admitting.put(link, id);
        Agent old = state.agentAt(message.agent().address());
        if (old == null || unreachability == null) {
            admit(link, id, message.agent());
        } else {
            unreachability.removeForGood(
                    old,
                    "a new agent registered at the same address",
                    "reason_registered",
                    () -> admit(link, id, message.agent()));
        }
    }

    private void admit(LinkHandle link, String id, AgentSpec spec) {
        transactions.propose(
                new RegistryChange.AdmitAgent(id, spec), () -> admitted(link, id, spec));
    }

    private void admitted(LinkHandle link, String id, AgentSpec registered) {
        AgentSpec spec = state.sharing().of(registered);
        admitting.remove(link);
        boolean there = !closedMeanwhile.remove(link);
        Agent agent =
                new Agent(
                        id,
                        spec,
                        there ? link : null,
                        null,
                        Resources.EMPTY,
                        Resources.EMPTY,
                        state.now(),
                        null);
        state.counters().count("slave_registrations");
        add(agent, Map.of());
        state.outbox().command(agent, new AgentCommand.Registered(id, pingTimeout()));
        pings.watch(id);
        state.outbox().info("agent=" + id + " hostname=" + spec.hostname() + " registered");
    }

    /** Puts an agent among the admitted ones. */
    void add(Agent agent, Map<String, Resources> usedByFramework) {
        ledger.register(agent);
        LinkHandle link = agent.link();
        if (link != null) {
            state.links().put(link, agent.id());
        }
        allocation.addAgent(agent, usedByFramework);
        state.outbox().publish(new OperatorEvent.AgentAdded(agent));
    }

    /** The link ended; whether it was one that waits for its admission. */
    boolean closed(LinkHandle link) {
        return admitting.containsKey(link) && closedMeanwhile.add(link);
    }

    /** Why an agent is not let in. */
    Optional<String> refusal(AgentSpec spec) {
        if (spec.version().startsWith("0.")) {
            return Optional.of(
                    "The agent's version "
                            + spec.version()
                            + " is older than 1.0.0, the oldest this master works with: upgrade it");
        }
        if (spec.region() != null && state.config().allocator().region() == null) {
            return Optional.of(
                    "The agent has a fault domain but the master has none: start the master with"
                            + " --domain, or the agent without");
        }
        return Optional.empty();
    }

    /** Tells an agent on this link why it is not let in, and ends the link. */
    void refuse(LinkHandle link, @Nullable String agentId, String why) {
        state.outbox().warn("agent=" + agentId + " refused: " + why);
        state.outbox()
                .command(
                        link,
                        agentId == null ? "" : agentId,
                        new AgentCommand.Refused(agentId, why));
        state.outbox().closeLink(link);
    }

    long pingTimeout() {
        return state.config().agentPingTimeout().toMillis() * state.config().maxAgentPingTimeouts();
    }

    @Nullable Agent ofLink(LinkHandle link) {
        String id = state.links().get(link);
        return id == null ? null : state.agent(id);
    }
}
