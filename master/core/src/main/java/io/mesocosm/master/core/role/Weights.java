package io.mesocosm.master.core.role;

import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.input.OperatorCall.UpdateWeights;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Roles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How much roles weigh against each other (spec §3, UPDATE_WEIGHTS): all of a call or nothing. */
public final class Weights {
    private final MasterState state;
    private final Offers offers;
    private final Allocation allocation;
    private final Transactions transactions;

    public Weights(
            MasterState state, Offers offers, Allocation allocation, Transactions transactions) {
        this.state = state;
        this.offers = offers;
        this.allocation = allocation;
        this.transactions = transactions;
    }

    /** UPDATE_WEIGHTS and PUT /weights. */
    public void update(UpdateWeights call) {
        Optional<String> fault =
                call.weights().entrySet().stream()
                        .map(weight -> fault(weight.getKey(), weight.getValue()))
                        .flatMap(Optional::stream)
                        .findFirst()
                        .or(() -> RoleRules.tooMany(call.weights().size()));
        if (fault.isPresent()) {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest(
                                    "Failed to validate update weights request JSON: "
                                            + fault.get()));
            return;
        }
        if (call.weights().isEmpty()) {
            state.outbox().reply(call.call(), new Outcome.Ok());
            return;
        }
        transactions.propose(
                new RegistryChange.SetWeights(call.weights()),
                () -> {
                    updated(call.weights());
                    state.outbox().reply(call.call(), new Outcome.Ok());
                });
    }

    private Optional<String> fault(String role, double weight) {
        Optional<String> invalid = Roles.validate(role);
        if (invalid.isPresent()) {
            return Optional.of("Invalid role '" + role + "': " + invalid.get());
        }
        if (RoleRules.isNotListed(role, state)) {
            return Optional.of("Unknown role '" + role + "': it is not among --roles");
        }
        return weight > 0 && !Double.isInfinite(weight)
                ? Optional.empty()
                : Optional.of(
                        "Invalid weight '"
                                + weight
                                + "' for role '"
                                + role
                                + "': Weights must be positive");
    }

    /** Where a role that is in use counts differently now, all that is offered is shared anew. */
    private void updated(Map<String, Double> weights) {
        Map<String, Double> all = new HashMap<>(state.weights());
        all.putAll(weights);
        state.setWeights(all);
        weights.forEach(allocation::updateWeight);
        state.outbox().info("weights=" + weights);
        if (weights.keySet().stream().anyMatch(this::isUsed)) {
            offers.rescindAll();
        }
    }

    private boolean isUsed(String role) {
        for (Framework framework : state.frameworks()) {
            for (String used : framework.spec().effectiveRoles()) {
                if (RoleRules.isWithin(used, role)) {
                    return true;
                }
            }
        }
        return false;
    }
}
