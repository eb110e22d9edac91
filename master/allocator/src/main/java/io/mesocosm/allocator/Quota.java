package io.mesocosm.allocator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;

/** A top-level role's quota: what is kept for it, and the most it may use (spec §6). */
public record Quota(ResourceQuantities guarantees, ResourceLimits limits) {
    public static final Quota NONE = new Quota(ResourceQuantities.EMPTY, ResourceLimits.NONE);

    public Quota {
        requireNonNull(guarantees, "guarantees");
        requireNonNull(limits, "limits");
    }

    public boolean isDefault() {
        return guarantees.isEmpty() && limits.isEmpty();
    }
}
