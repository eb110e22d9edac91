package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.Owner;
import java.util.Set;

/**
 * The owners that a request speaks for, each as its label has it: their apps it may change. What a
 * definition carries is no claim, for clients send back whole what they have read.
 *
 * @param assigns whether it may say whose an app is
 */
public record Claim(Set<String> owners, boolean assigns) {

    /** Speaks for nobody; apps that nobody owns are free to all. */
    public static final Claim NONE = new Claim(Set.of());

    /** Whose request may say whose apps are. */
    public Claim(Set<String> owners) {
        this(owners, true);
    }

    /** The same request, where it is not to speak for anybody. */
    Claim forNobody() {
        return new Claim(Set.of(), assigns);
    }

    boolean covers(Owner owner) {
        return owners.contains(owner.text());
    }
}
