package io.mesocosm.master.server.intake;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferFiltersSpec;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.OfferFilters;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a FrameworkInfo (spec §1.2). */
public final class FrameworkIntake {
    private FrameworkIntake() {}

    /** The facts of the message. */
    public static FrameworkSpec spec(FrameworkInfo info) {
        return new FrameworkSpec(
                info.hasId() ? info.getId().getValue() : null,
                info.getName(),
                info.getUser(),
                info.hasPrincipal() ? info.getPrincipal() : null,
                info.hasHostname() ? info.getHostname() : null,
                info.hasWebuiUrl() ? info.getWebuiUrl() : null,
                role(info),
                info.getRolesList(),
                info.getCheckpoint(),
                info.getFailoverTimeout(),
                capabilities(info),
                filters(info),
                encoded(info));
    }

    /** Without what the master sets over it, so that only real changes make a difference. */
    private static Payload encoded(FrameworkInfo info) {
        return Encoded.of(info.toBuilder().clearId().clearPrincipal().build());
    }

    @SuppressWarnings("deprecation") // clients of old still send the one role
    private static @Nullable String role(FrameworkInfo info) {
        return info.hasRole() ? info.getRole() : null;
    }

    private static Set<Capability> capabilities(FrameworkInfo info) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (FrameworkInfo.Capability capability : info.getCapabilitiesList()) {
            for (Capability known : Capability.values()) {
                if (known.name().equals(capability.getType().name())) {
                    capabilities.add(known);
                }
            }
        }
        return capabilities;
    }

    private static OfferFiltersSpec filters(FrameworkInfo info) {
        Map<String, List<ResourceQuantities>> filters = new HashMap<>();
        try {
            info.getOfferFiltersMap()
                    .forEach(
                            (role, filter) -> {
                                if (filter.hasMinAllocatableResources()) {
                                    filters.put(role, minimums(filter));
                                }
                            });
        } catch (IllegalArgumentException e) {
            return new OfferFiltersSpec(Map.of(), e.getMessage());
        }
        return new OfferFiltersSpec(filters, null);
    }

    private static List<ResourceQuantities> minimums(OfferFilters filter) {
        List<ResourceQuantities> sets = new ArrayList<>();
        for (OfferFilters.ResourceQuantities quantities :
                filter.getMinAllocatableResources().getQuantitiesList()) {
            if (quantities.getQuantitiesMap().isEmpty()) {
                throw new IllegalArgumentException(
                        "Resource quantities must contain at least one quantity");
            }
            Map<String, Long> milli = new HashMap<>();
            quantities
                    .getQuantitiesMap()
                    .forEach((name, v) -> milli.put(name, quantity(name, v.getValue())));
            sets.add(ResourceQuantities.ofMilli(milli));
        }
        return sets;
    }

    private static long quantity(String name, double value) {
        String fault =
                Double.isInfinite(value)
                        ? "Infinite values not supported"
                        : Double.isNaN(value)
                                ? "NaN not supported"
                                : value < 0 ? "Negative values not supported" : "";
        if (!fault.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid resource quantity for '" + name + "': " + fault);
        }
        return Value.Scalar.toMilli(value);
    }
}
