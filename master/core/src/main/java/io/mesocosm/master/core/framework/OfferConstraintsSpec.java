package io.mesocosm.master.core.framework;

import static java.util.Objects.requireNonNull;

import io.mesocosm.allocator.OfferConstraints;
import io.mesocosm.master.core.Payload;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A framework's offer constraints as data, why they cannot be used (null when they can), and the
 * encoded OfferConstraints for readers.
 */
public record OfferConstraintsSpec(
        OfferConstraints constraints, @Nullable String error, Payload encoded) {
    public static final OfferConstraintsSpec NONE =
            new OfferConstraintsSpec(OfferConstraints.NONE, null, Payload.EMPTY);

    public OfferConstraintsSpec {
        requireNonNull(constraints, "constraints");
        requireNonNull(encoded, "encoded");
    }

    public Set<String> roles() {
        return constraints.groups().keySet();
    }
}
