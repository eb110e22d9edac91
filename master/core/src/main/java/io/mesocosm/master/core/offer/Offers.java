package io.mesocosm.master.core.offer;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.effect.SchedulerEvent.MadeOffer;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes offers of what the allocator grants, rescinds them, and hears refusals (spec §1.3). */
public final class Offers {
    private static final Duration DEFAULT_REFUSAL = Duration.ofSeconds(5);
    private static final double LONGEST_REFUSAL_SECONDS = 31_536_000;

    private final MasterState state;
    private final Ledger ledger;
    private final Allocation allocation;

    public Offers(MasterState state, Ledger ledger, Allocation allocation) {
        this.state = state;
        this.ledger = ledger;
        this.allocation = allocation;
    }

    /** filters.refuse_seconds as a duration, by the rules of spec §1.5; null means no filter. */
    public static @Nullable Duration refusal(@Nullable Double seconds) {
        if (seconds == null || seconds.isNaN() || seconds < 0) {
            return DEFAULT_REFUSAL;
        }
        if (seconds == 0) {
            return null;
        }
        double capped = Math.min(seconds, LONGEST_REFUSAL_SECONDS);
        return Duration.ofNanos(Math.round(capped * 1e9));
    }

    /** Lets the allocator take its turn and sends what it grants, one event per framework. */
    public void make(boolean intervalPassed) {
        Map<String, List<MadeOffer>> made = new LinkedHashMap<>();
        for (Allocation.Grant grant : allocation.allocate(state.now(), intervalPassed)) {
            Framework framework = state.framework(grant.frameworkId());
            Agent agent = state.agent(grant.agentId());
            if (framework == null || !framework.active() || agent == null || !agent.active()) {
                allocation.recover(grant.frameworkId(), grant.agentId(), grant.resources(), null);
                continue;
            }
            made.computeIfAbsent(framework.id(), id -> new ArrayList<>()).add(make(grant, agent));
        }
        made.forEach(this::send);
    }

    private MadeOffer make(Allocation.Grant grant, Agent agent) {
        Offer offer =
                new Offer(
                        state.ids().nextOffer(),
                        grant.frameworkId(),
                        agent.id(),
                        grant.role(),
                        grant.resources(),
                        state.now());
        ledger.add(offer);
        Duration timeout = state.config().offerTimeout();
        if (timeout != null) {
            state.timers().at(state.now().plus(timeout), () -> expire(offer));
        }
        List<String> executors =
                ledger.executorsOfAgent(agent.id()).stream()
                        .filter(e -> e.frameworkId().equals(grant.frameworkId()))
                        .map(e -> e.spec().id())
                        .toList();
        return new MadeOffer(offer, agent, executors);
    }

    private void send(String frameworkId, List<MadeOffer> offers) {
        Framework framework = state.frameworks().require(frameworkId);
        offers.forEach(o -> state.counters().count(frameworkId, "offers/sent"));
        state.outbox()
                .event(
                        framework,
                        new SchedulerEvent.Offers(
                                offers,
                                framework.spec().has(Capability.MULTI_ROLE),
                                framework.spec().has(Capability.RESERVATION_REFINEMENT)));
        state.outbox().debug("framework=" + frameworkId + " offers=" + offers.size());
    }

    private void expire(Offer offer) {
        if (state.offer(offer.id()) != null) {
            state.outbox().info("offer=" + offer.id() + " rescinded after --offer_timeout");
            rescind(offer);
        }
    }

    /** Takes an offer back and tells the framework. */
    public void rescind(Offer offer) {
        discard(offer);
        state.counters().count(offer.frameworkId(), "offers/rescinded");
        Framework framework = state.framework(offer.frameworkId());
        if (framework != null) {
            state.outbox().event(framework, new SchedulerEvent.Rescind(offer.id()));
        }
    }

    /** Takes an offer back without a word: its framework knows, or is not there. */
    public void discard(Offer offer) {
        withdraw(offer, null);
    }

    private void withdraw(Offer offer, @Nullable Duration filter) {
        ledger.remove(offer);
        allocation.recover(offer.frameworkId(), offer.agentId(), offer.resources(), filter);
    }

    /** DECLINE: what is not (or no longer) this framework's is ignored. */
    public void decline(Framework framework, SchedulerCall.Decline call) {
        state.counters().count("messages_decline_offers");
        Duration filter = refusal(call.refuseSeconds());
        for (String id : call.offerIds()) {
            Offer offer = state.offer(id);
            if (offer == null || !offer.frameworkId().equals(framework.id())) {
                state.outbox()
                        .warn(
                                "framework="
                                        + framework.id()
                                        + " offer="
                                        + id
                                        + " decline ignored: the offer is no longer valid");
                continue;
            }
            withdraw(offer, filter);
            state.counters().count(framework.id(), "offers/declined");
        }
        state.outbox().accepted(call.call());
    }

    /** Takes an accepted offer away without giving its resources back. */
    public void consume(Offer offer) {
        ledger.remove(offer);
        state.counters().count(offer.frameworkId(), "offers/accepted");
    }

    /** All of an agent's offers, taken back. */
    public void rescindOfAgent(String agentId) {
        ledger.offersOfAgent(agentId).forEach(this::rescind);
    }

    /** No more offers of an agent, and none that is out. */
    public void stopOfAgent(String agentId) {
        allocation.deactivateAgent(agentId);
        rescindOfAgent(agentId);
    }

    /** Offers of an agent again, if nothing else keeps it from being offered. */
    public void startOfAgent(Agent agent) {
        if (agent.active()) {
            allocation.activateAgent(agent.id());
        }
    }

    /** Every offer there is, taken back. */
    public void rescindAll() {
        List<Offer> all = new ArrayList<>();
        state.offers().forEach(all::add);
        all.forEach(this::rescind);
    }

    /** All of a framework's offers, gone without a word. */
    public void discardOfFramework(String frameworkId) {
        ledger.offersOfFramework(frameworkId).forEach(this::discard);
    }

    /** The offers a framework holds in a role that it left. */
    public void rescindOfRole(String frameworkId, String role) {
        ledger.offersOfFramework(frameworkId).stream()
                .filter(offer -> offer.role().equals(role))
                .forEach(this::rescind);
    }
}
