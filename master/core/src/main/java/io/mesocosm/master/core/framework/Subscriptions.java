package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.SchedulerCall.Subscribe;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Resources;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SUBSCRIBE: new, again and failover (spec §1.1). */
public final class Subscriptions {
    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final Frameworks frameworks;
    private final FrameworkUpdates updates;
    private final FrameworkValidation validation;

    public Subscriptions(
            MasterState state,
            Ledger ledger,
            Offers offers,
            Allocation allocation,
            Frameworks frameworks) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.allocation = allocation;
        this.frameworks = frameworks;
        this.updates = new FrameworkUpdates(state, ledger, offers, allocation);
        this.validation = new FrameworkValidation(state);
    }

    public FrameworkUpdates updates() {
        return updates;
    }

    public void subscribe(Subscribe call) {
        Optional<String> malformed = malformed(call);
        if (malformed.isPresent()) {
            state.outbox().reply(call.call(), new Outcome.BadRequest(malformed.get()));
            return;
        }
        state.outbox().reply(call.call(), new Outcome.StreamOpened());
        FrameworkSpec spec = call.framework();
        if (spec.principal() == null) {
            spec = spec.withPrincipal(call.principal());
        }
        FrameworkSpec wanted = spec;
        Optional<String> refusal =
                validation
                        .validate(wanted)
                        .or(
                                () ->
                                        FrameworkValidation.validateOptions(
                                                wanted,
                                                call.suppressedRoles(),
                                                call.offerConstraints()))
                        .or(() -> validation.authorize(wanted));
        if (refusal.isPresent()) {
            refuse(call, spec, refusal.get());
            return;
        }
        Framework known = spec.id() == null ? null : state.framework(spec.id());
        if (known == null) {
            state.counters().count("messages_register_framework");
            admit(call, spec);
        } else {
            state.counters().count("messages_reregister_framework");
            readmit(call, spec, known);
        }
    }

    /** What no well-behaved client sends, hence 400 and no stream. */
    private static Optional<String> malformed(Subscribe call) {
        String callId = emptyToNull(call.frameworkId());
        FrameworkSpec spec = call.framework();
        if (!Objects.equals(callId, spec.id())) {
            return Optional.of(
                    "Failed to validate scheduler::Call: 'framework_id' differs from"
                            + " 'subscribe.framework_info.id'");
        }
        if (call.principal() != null
                && spec.principal() != null
                && !call.principal().equals(spec.principal())) {
            return Optional.of(
                    "Failed to validate scheduler::Call: Authenticated principal '"
                            + call.principal()
                            + "' does not match principal '"
                            + spec.principal()
                            + "' set in `FrameworkInfo`");
        }
        if (call.streamIdHeader() != null) {
            return Optional.of("Subscribe calls should not include the 'Mesos-Stream-Id' header");
        }
        return Optional.empty();
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private void refuse(Subscribe call, FrameworkSpec spec, String why) {
        String id = spec.id() == null ? "" : spec.id();
        state.outbox()
                .info("framework=" + id + " name=" + spec.name() + " subscription refused: " + why);
        state.outbox().add(new Effect.SendEvent(call.stream(), id, new SchedulerEvent.Failed(why)));
        state.outbox().closeStream(call.stream());
    }

    private void admit(Subscribe call, FrameworkSpec spec) {
        FrameworkSpec named = spec.id() == null ? spec.withId(state.ids().nextFramework()) : spec;
        Framework framework =
                new Framework(
                        named,
                        call.offerConstraints(),
                        call.suppressedRoles(),
                        true,
                        false,
                        call.stream(),
                        call.newStreamId(),
                        state.now(),
                        null,
                        null,
                        null,
                        Resources.EMPTY,
                        Resources.EMPTY);
        ledger.put(framework);
        frameworks.greet(framework, call.stream());
        allocation.addFramework(framework);
        state.counters().count(framework.id(), "calls");
        state.counters().count(framework.id(), "calls/subscribe");
        state.outbox().info("framework=" + framework.id() + " name=" + spec.name() + " subscribed");
        state.outbox().publish(new OperatorEvent.FrameworkAdded(framework));
    }

    private void readmit(Subscribe call, FrameworkSpec spec, Framework known) {
        if (!Objects.equals(known.spec().principal(), spec.principal())) {
            refuse(call, spec, FrameworkUpdates.PRINCIPAL_CHANGED);
            return;
        }
        frameworks.endStream(known, "Framework failed over");
        offers.discardOfFramework(known.id());
        Framework framework =
                state.frameworks()
                        .require(known.id())
                        .subscribedOn(call.stream(), call.newStreamId(), state.now());
        ledger.put(framework);
        frameworks.greet(framework, call.stream());
        updates.apply(
                framework,
                spec.keeping(known.spec()),
                call.suppressedRoles(),
                call.offerConstraints());
        updates.announce(state.frameworks().require(framework.id()));
        allocation.activateFramework(framework.id());
        state.counters().count(framework.id(), "calls");
        state.counters().count(framework.id(), "calls/subscribe");
        state.outbox()
                .info(
                        "framework="
                                + framework.id()
                                + (known.connected() ? " failed over" : " subscribed again"));
    }
}
