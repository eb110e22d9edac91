package io.mesocosm.master.core.framework;

import io.mesocosm.resources.ResourceQuantities;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a framework finds worth offering, by role: min_allocatable_resources, one element a set of
 * quantities; and why they cannot be used (null when they can).
 */
public record OfferFiltersSpec(
        Map<String, List<ResourceQuantities>> minimums, @Nullable String error) {
    public static final OfferFiltersSpec NONE = new OfferFiltersSpec(Map.of(), null);

    public OfferFiltersSpec {
        minimums = Map.copyOf(minimums);
    }
}
