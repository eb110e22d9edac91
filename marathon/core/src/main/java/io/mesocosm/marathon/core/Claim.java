package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.Owner;
import java.util.Set;

/**
 * The owners that a request speaks for, each as its label has it: their apps it may change. What a
 * definition carries is no claim, for clients send back whole what they have read.
 */
public record Claim(Set<String> owners) {

    /** Speaks for nobody; apps that nobody owns are free to all. */
    public static final Claim NONE = new Claim(Set.of());

    boolean covers(Owner owner) {
        return owners.contains(owner.text());
    }
}
