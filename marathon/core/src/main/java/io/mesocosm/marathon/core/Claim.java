package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.Owner;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The owners that a request speaks for, each as its label has it: their apps it may change. */
public record Claim(Set<String> owners) {

    /** Speaks for nobody; apps that nobody owns are free to all. */
    public static final Claim NONE = new Claim(Set.of());

    boolean covers(Owner owner) {
        return owners.contains(owner.text());
    }

    /** Speaks also for the owner that an app's definition names. */
    Claim with(@Nullable Map<String, String> labels) {
        Owner owner = labels == null ? null : Owner.of(labels);
        if (owner == null) {
            return this;
        }
        Set<String> more = new HashSet<>(owners);
        more.add(owner.text());
        return new Claim(Set.copyOf(more));
    }
}
