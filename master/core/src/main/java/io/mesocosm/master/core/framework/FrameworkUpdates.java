package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.SchedulerCall.UpdateFramework;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor;
import io.mesocosm.master.core.task.Task;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What a framework changes about itself: by UPDATE_FRAMEWORK, or by subscribing again (§1.3). */
public final class FrameworkUpdates {
    static final String PRINCIPAL_CHANGED = "Changing framework's principal is not allowed.";

    private final MasterState state;
    private final Ledger ledger;
    private final Offers offers;
    private final Allocation allocation;
    private final FrameworkValidation validation;

    FrameworkUpdates(MasterState state, Ledger ledger, Offers offers, Allocation allocation) {
        this.state = state;
        this.ledger = ledger;
        this.offers = offers;
        this.allocation = allocation;
        this.validation = new FrameworkValidation(state);
    }

    /** UPDATE_FRAMEWORK: all of it or nothing. */
    public void update(Framework framework, UpdateFramework call) {
        FrameworkSpec spec = call.framework();
        if (!framework.id().equals(spec.id())) {
            refuse(
                    call,
                    "Failed to validate scheduler::Call: 'framework_id' differs from"
                            + " 'update_framework.framework_info.id'");
            return;
        }
        if (spec.principal() == null) {
            spec = spec.withPrincipal(call.context().principal());
        }
        FrameworkSpec wanted = spec;
        Optional<String> error = invalid(framework, wanted, call);
        if (error.isPresent()) {
            refuse(call, error.get());
            return;
        }
        Optional<String> forbidden = validation.authorize(wanted);
        if (forbidden.isPresent()) {
            state.outbox().reply(call.call(), new Outcome.Forbidden(forbidden.get()));
            return;
        }
        if (apply(framework, wanted, call.suppressedRoles(), call.offerConstraints())) {
            announce(state.frameworks().require(framework.id()));
        }
        state.outbox().reply(call.call(), new Outcome.Ok());
    }

    private Optional<String> invalid(
            Framework framework, FrameworkSpec wanted, UpdateFramework call) {
        return validation
                .validate(wanted)
                .map(e -> "Supplied FrameworkInfo is not valid: " + e)
                .or(
                        () ->
                                immutable(framework.spec(), wanted)
                                        .map(e -> "FrameworkInfo update is not valid: " + e))
                .or(
                        () ->
                                FrameworkValidation.validateOptions(
                                                wanted,
                                                call.suppressedRoles(),
                                                call.offerConstraints())
                                        .map(e -> "'UpdateFramework' call is not valid: " + e));
    }

    private void refuse(UpdateFramework call, String why) {
        state.outbox().reply(call.call(), new Outcome.BadRequest(why));
    }

    private static Optional<String> immutable(FrameworkSpec known, FrameworkSpec wanted) {
        if (!Objects.equals(known.principal(), wanted.principal())) {
            return Optional.of(PRINCIPAL_CHANGED);
        }
        if (!known.user().equals(wanted.user())) {
            return Optional.of(
                    "Updating 'FrameworkInfo.user' is unsupported; attempted to update from '"
                            + known.user()
                            + "' to '"
                            + wanted.user()
                            + "'");
        }
        if (known.checkpoint() != wanted.checkpoint()) {
            return Optional.of(
                    "Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from '"
                            + known.checkpoint()
                            + "' to '"
                            + wanted.checkpoint()
                            + "'");
        }
        return Optional.empty();
    }

    /**
     * Puts new facts in force: offers of roles left are rescinded, nobody is told yet.
     *
     * @return whether the FrameworkInfo has changed
     */
    boolean apply(
            Framework framework,
            FrameworkSpec spec,
            Set<String> suppressed,
            OfferConstraintsSpec constraints) {
        FrameworkSpec before = framework.spec();
        Set<String> left = new LinkedHashSet<>(before.effectiveRoles());
        spec.effectiveRoles().forEach(left::remove);
        ledger.put(framework.withSpec(spec, constraints, suppressed));
        left.forEach(role -> offers.rescindOfRole(framework.id(), role));
        Framework updated = state.frameworks().require(framework.id());
        allocation.updateFramework(updated);
        return !before.equals(spec);
    }

    /**
     * Tells operators, and the agents that run something of it: they note what changed and send
     * again what it may have missed while it was away.
     */
    void announce(Framework framework) {
        state.outbox().publish(new OperatorEvent.FrameworkUpdated(framework));
        Set<String> agents = new LinkedHashSet<>();
        ledger.tasksOfFramework(framework.id()).stream().map(Task::agentId).forEach(agents::add);
        ledger.executorsOfFramework(framework.id()).stream()
                .map(Executor::agentId)
                .forEach(agents::add);
        for (String agentId : agents) {
            Agent agent = state.agent(agentId);
            if (agent != null) {
                state.outbox().command(agent, new AgentCommand.UpdateFramework(framework));
            }
        }
    }
}
