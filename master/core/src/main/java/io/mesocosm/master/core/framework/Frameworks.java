package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.SchedulerCall.Revive;
import io.mesocosm.master.core.input.SchedulerCall.Suppress;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Frameworks while they live: streams and heartbeats, recovery, disconnection, suppression. */
public final class Frameworks {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final FrameworkRemoval removal;

    public Frameworks(
            MasterState state,
            Ledger ledger,
            Offers offers,
            Allocation allocation,
            FrameworkRemoval removal) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.allocation = allocation;
        this.removal = removal;
    }

    /** Sends SUBSCRIBED, then the first heartbeat at once, then one every interval (§1.1). */
    void greet(Framework framework, StreamHandle stream) {
        Duration interval = state.config().heartbeatInterval();
        state.streams().put(stream, framework.id());
        state.outbox()
                .event(
                        framework,
                        new SchedulerEvent.Subscribed(framework.id(), interval.toNanos() / 1e9));
        beat(framework.id(), stream);
    }

    private void beat(String id, StreamHandle stream) {
        Framework framework = state.framework(id);
        if (framework == null || !stream.equals(framework.stream())) {
            return;
        }
        state.outbox().event(framework, new SchedulerEvent.Heartbeat());
        Duration interval = state.config().heartbeatInterval();
        state.timers().at(state.now().plus(interval), () -> beat(id, stream));
    }

    /**
     * A framework that an agent's list tells of. In Mesos one that never comes back keeps its tasks
     * for ever (MESOS-4659); here it has its failover timeout, and at least as long as the agents
     * have to return.
     */
    public void recover(FrameworkSpec spec) {
        Framework framework =
                new Framework(
                        spec,
                        OfferConstraintsSpec.NONE,
                        Set.of(),
                        false,
                        true,
                        null,
                        null,
                        state.now(),
                        null,
                        null,
                        null,
                        Resources.EMPTY,
                        Resources.EMPTY);
        ledger.put(framework);
        allocation.addFramework(framework);
        state.outbox().info("framework=" + framework.id() + " recovered from an agent");
        state.outbox().publish(new OperatorEvent.FrameworkAdded(framework));
        Duration own = failoverTimeout(spec);
        Duration least = state.config().agentReregisterTimeout();
        Instant end = state.now().plus(own.compareTo(least) > 0 ? own : least);
        state.timers().at(end, () -> neverCameBack(framework.id()));
    }

    private void neverCameBack(String id) {
        Framework framework = state.framework(id);
        if (framework != null && framework.recovered()) {
            state.outbox().info("framework=" + id + " removed: it did not come back");
            removal.remove(framework);
        }
    }

    /** A stream that broke: no offers, and the failover timer starts (spec §1.1). */
    public void streamClosed(StreamHandle stream) {
        String id = state.streams().remove(stream);
        Framework framework = id == null ? null : state.framework(id);
        if (framework == null || !stream.equals(framework.stream())) {
            return;
        }
        allocation.deactivateFramework(framework.id());
        offers.discardOfFramework(framework.id());
        Instant at = state.now();
        Framework disconnected = state.frameworks().require(framework.id()).disconnectedAt(at);
        ledger.put(disconnected);
        Duration timeout = failoverTimeout(disconnected.spec());
        state.outbox()
                .info(
                        "framework="
                                + framework.id()
                                + " disconnected, failover_timeout="
                                + timeout.toMillis()
                                + "ms");
        state.outbox().publish(new OperatorEvent.FrameworkUpdated(disconnected));
        state.timers().at(later(at, timeout), () -> failoverTimedOut(disconnected.id(), at));
    }

    /** A negative timeout counts as none. */
    static Duration failoverTimeout(FrameworkSpec spec) {
        return Duration.ofNanos(Math.max(0, Math.round(spec.failoverTimeout() * 1e9)));
    }

    private static Instant later(Instant at, Duration timeout) {
        return at.plus(timeout);
    }

    private void failoverTimedOut(String id, Instant disconnected) {
        Framework framework = state.framework(id);
        if (framework != null
                && !framework.connected()
                && disconnected.equals(framework.disconnected())) {
            state.outbox().info("framework=" + id + " removed after its failover_timeout");
            removal.remove(framework);
        }
    }

    /** SUPPRESS: one foreign role and the whole call is dropped, still with 202 (spec §1.3). */
    public void suppress(Framework framework, Suppress call) {
        state.counters().count("messages_suppress_offers");
        state.outbox().accepted(call.call());
        roles(framework, call.roles())
                .ifPresent(
                        roles -> {
                            Set<String> suppressed = new HashSet<>(framework.suppressedRoles());
                            suppressed.addAll(roles);
                            ledger.put(framework.withSuppressed(suppressed));
                            allocation.suppress(framework.id(), roles);
                        });
    }

    /** REVIVE: unsuppresses and clears filters; the same all-or-nothing rule (spec §1.3). */
    public void revive(Framework framework, Revive call) {
        state.counters().count("messages_revive_offers");
        state.outbox().accepted(call.call());
        roles(framework, call.roles())
                .ifPresent(
                        roles -> {
                            Set<String> suppressed = new HashSet<>(framework.suppressedRoles());
                            suppressed.removeAll(roles);
                            ledger.put(framework.withSuppressed(suppressed));
                            allocation.revive(framework.id(), roles);
                        });
    }

    private Optional<Set<String>> roles(Framework framework, List<String> named) {
        Set<String> own = Set.copyOf(framework.spec().effectiveRoles());
        if (named.isEmpty()) {
            return Optional.of(own);
        }
        if (!own.containsAll(named)) {
            state.outbox()
                    .warn(
                            "framework="
                                    + framework.id()
                                    + " call dropped: it does not subscribe to all of "
                                    + named);
            return Optional.empty();
        }
        return Optional.of(Set.copyOf(named));
    }

    /** Ends the stream that a framework has now, telling it why when there is a reason. */
    void endStream(Framework framework, @Nullable String error) {
        StreamHandle stream = framework.stream();
        if (stream == null) {
            return;
        }
        if (error != null) {
            state.outbox().event(framework, new SchedulerEvent.Failed(error));
        }
        state.streams().remove(stream);
        state.outbox().closeStream(stream);
    }
}
