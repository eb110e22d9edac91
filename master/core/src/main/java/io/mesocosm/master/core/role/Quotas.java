package io.mesocosm.master.core.role;

import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall.RemoveQuota;
import io.mesocosm.master.core.input.OperatorCall.SetQuota;
import io.mesocosm.master.core.input.OperatorCall.UpdateQuota;
import io.mesocosm.master.core.offer.Allocation;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.registry.Transactions;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much top-level roles are kept and may use (spec §3, §6): all of a call or nothing. */
public final class Quotas {
    private final MasterState state;
    private final Offers offers;
    private final Allocation allocation;
    private final Transactions transactions;
    private final QuotaRules rules;

    public Quotas(
            MasterState state, Offers offers, Allocation allocation, Transactions transactions) {
        this.state = state;
        this.offers = offers;
        this.allocation = allocation;
        this.transactions = transactions;
        this.rules = new QuotaRules(state);
    }

    /** UPDATE_QUOTA: a quota without any amount is none. */
    public void update(UpdateQuota call) {
        Optional<String> fault =
                call.quotas().keySet().stream()
                        .filter(role -> role.contains("/"))
                        .findFirst()
                        .map(
                                role ->
                                        "Updating quota on nested role '"
                                                + role
                                                + "' is not supported yet")
                        .or(() -> invalid(call).map(why -> "Invalid QuotaConfig: " + why));
        if (fault.isPresent()) {
            state.outbox().reply(call.call(), new Outcome.BadRequest(fault.get()));
        } else if (call.quotas().isEmpty()) {
            state.outbox().reply(call.call(), new Outcome.Ok());
        } else {
            propose(call.quotas(), call.call());
        }
    }

    private Optional<String> invalid(UpdateQuota call) {
        Map<String, QuotaSpec> quotas = call.quotas();
        return RoleRules.tooMany(quotas.size())
                .or(
                        () ->
                                quotas.entrySet().stream()
                                        .map(one -> rules.fault(one.getKey(), one.getValue()))
                                        .flatMap(Optional::stream)
                                        .findFirst())
                .or(() -> call.force() ? Optional.empty() : unforced(quotas));
    }

    private Optional<String> unforced(Map<String, QuotaSpec> quotas) {
        return state.snapshot().roles().stream()
                .filter(role -> quotas.containsKey(role.name()))
                .map(role -> rules.overrun(role, quotas.getOrDefault(role.name(), QuotaSpec.NONE)))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> rules.overcommitment(quotas));
    }

    /** SET_QUOTA and POST /quota: what is guaranteed is the limit too. */
    public void set(SetQuota call) {
        String role = call.role();
        QuotaSpec quota = new QuotaSpec(call.guarantees(), call.guarantees());
        Optional<String> fault =
                call.guarantees().isEmpty()
                        ? Optional.of("QuotaInfo with empty 'guarantee'")
                        : rules.fault(role, quota);
        if (fault.isEmpty() && state.quotas().containsKey(role)) {
            fault = Optional.of("Cannot set quota for role '" + role + "' which already has quota");
        }
        if (fault.isPresent()) {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest(
                                    "Failed to validate set quota request: " + fault.get()));
        } else if (role.contains("/")) {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest(
                                    "Setting quota on nested role '"
                                            + role
                                            + "' is not supported yet"));
        } else {
            Optional<String> tooMuch =
                    call.force() ? Optional.empty() : rules.overcommitment(Map.of(role, quota));
            if (tooMuch.isPresent()) {
                state.outbox().reply(call.call(), new Outcome.Conflict(tooMuch.get()));
            } else {
                propose(Map.of(role, quota), call.call());
            }
        }
    }

    /** REMOVE_QUOTA and DELETE /quota. */
    public void remove(RemoveQuota call) {
        if (state.quotas().containsKey(call.role())) {
            propose(Map.of(call.role(), QuotaSpec.NONE), call.call());
        } else {
            state.outbox()
                    .reply(
                            call.call(),
                            new Outcome.BadRequest(
                                    "Failed to remove quota: Role '"
                                            + call.role()
                                            + "' has no quota set"));
        }
    }

    private void propose(Map<String, QuotaSpec> quotas, CallHandle call) {
        transactions.propose(
                new RegistryChange.SetQuotas(quotas),
                () -> {
                    updated(quotas);
                    state.outbox().reply(call, new Outcome.Ok());
                });
    }

    private void updated(Map<String, QuotaSpec> quotas) {
        Map<String, QuotaSpec> all = new HashMap<>(state.quotas());
        all.putAll(quotas);
        all.values().removeIf(QuotaSpec::isNone);
        state.setQuotas(all);
        quotas.forEach(allocation::updateQuota);
        state.outbox().info("quotas=" + quotas);
        quotas.forEach(this::honour);
    }

    /**
     * Takes back offers until the role keeps within its limits with what it is offered, and others
     * until there is what it is guaranteed; of what is free nothing is counted on.
     */
    private void honour(String role, QuotaSpec quota) {
        ResourceQuantities held = held(role);
        ResourceLimits limits = QuotaRules.limits(quota);
        for (Offer offer : offersIn(role, true)) {
            if (limits.contains(held)) {
                break;
            }
            held = held.minus(amounts(offer));
            offers.rescind(offer);
        }
        ResourceQuantities guarantees = QuotaRules.guarantees(quota);
        for (Offer offer : offersIn(role, false)) {
            if (held.contains(guarantees)) {
                break;
            }
            held = held.plus(amounts(offer));
            offers.rescind(offer);
        }
    }

    /** What counts against a role's quota, with what it is offered. */
    private ResourceQuantities held(String role) {
        for (RoleView view : state.snapshot().roles()) {
            if (view.name().equals(role)) {
                return view.consumed().quantities().plus(view.offered().quantities());
            }
        }
        return ResourceQuantities.EMPTY;
    }

    private List<Offer> offersIn(String role, boolean inside) {
        List<Offer> found = new ArrayList<>();
        for (Offer offer : state.offers()) {
            if (RoleRules.isWithin(offer.role(), role) == inside) {
                found.add(offer);
            }
        }
        return found;
    }

    private static ResourceQuantities amounts(Offer offer) {
        return offer.resources().quantities();
    }
}
