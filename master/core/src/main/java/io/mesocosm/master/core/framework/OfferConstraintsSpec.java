package io.mesocosm.master.core.framework;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A framework's offer constraints: the roles they name, why they cannot be used (null when they
 * can), and the encoded OfferConstraints for readers.
 */
public record OfferConstraintsSpec(Set<String> roles, @Nullable String error, Payload encoded) {
    public static final OfferConstraintsSpec NONE =
            new OfferConstraintsSpec(Set.of(), null, Payload.EMPTY);

    public OfferConstraintsSpec {
        roles = Set.copyOf(roles);
        requireNonNull(encoded, "encoded");
    }
}
