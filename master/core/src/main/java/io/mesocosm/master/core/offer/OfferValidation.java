package io.mesocosm.master.core.offer;

import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.state.MasterState;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Which offers can be accepted together, in Mesos's words (spec §1.4). */
final class OfferValidation {
    private final MasterState state;

    OfferValidation(MasterState state) {
        this.state = state;
    }

    Optional<String> validate(List<String> ids, Framework framework) {
        if (ids.isEmpty()) {
            return Optional.of("No offers specified");
        }
        return unique(ids)
                .or(() -> valid(ids))
                .or(() -> each(ids, (offer, first) -> owner(offer, framework)))
                .or(() -> each(ids, OfferValidation::role))
                .or(() -> each(ids, OfferValidation::agent));
    }

    private static Optional<String> unique(List<String> ids) {
        Set<String> seen = new HashSet<>();
        return ids.stream()
                .filter(id -> !seen.add(id))
                .findFirst()
                .map(id -> "Duplicate offer " + id + " in offer list");
    }

    private Optional<String> valid(List<String> ids) {
        return ids.stream()
                .filter(id -> state.offer(id) == null)
                .findFirst()
                .map(id -> "Offer " + id + " is no longer valid");
    }

    /** Compares each offer with the first; all of them exist by now. */
    private Optional<String> each(
            List<String> ids, BiFunction<Offer, Offer, Optional<String>> rule) {
        Offer first = state.offers().require(ids.getFirst());
        return ids.stream()
                .map(id -> rule.apply(state.offers().require(id), first))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> owner(Offer offer, Framework framework) {
        return offer.frameworkId().equals(framework.id())
                ? Optional.empty()
                : Optional.of(
                        "Offer "
                                + offer.id()
                                + " has invalid framework "
                                + offer.frameworkId()
                                + " while framework "
                                + framework.id()
                                + " is expected");
    }

    private static Optional<String> role(Offer offer, Offer first) {
        return offer.role().equals(first.role())
                ? Optional.empty()
                : Optional.of(
                        "Aggregated offers must be allocated to the same role. Offer "
                                + offer.id()
                                + " uses role '"
                                + offer.role()
                                + "' but another is using role '"
                                + first.role()
                                + "'");
    }

    private static Optional<String> agent(Offer offer, Offer first) {
        return offer.agentId().equals(first.agentId())
                ? Optional.empty()
                : Optional.of(
                        "Aggregated offers must belong to one single agent. Offer "
                                + offer.id()
                                + " uses agent "
                                + offer.agentId()
                                + " and agent "
                                + first.agentId());
    }
}
