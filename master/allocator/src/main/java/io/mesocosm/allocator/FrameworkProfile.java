package io.mesocosm.allocator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.resources.ResourceQuantities;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the allocator knows of a framework.
 *
 * @param roles those it subscribes to
 * @param suppressedRoles those of them in which it wants no offers
 * @param minAllocatable per role, in place of the global minimum: one of the sets suffices, an
 *     empty list asks for nothing
 * @param constraints on which agents it is offered
 */
public record FrameworkProfile(
        Set<String> roles,
        Set<String> suppressedRoles,
        Set<Capability> capabilities,
        Map<String, List<ResourceQuantities>> minAllocatable,
        OfferConstraints constraints) {

    /** The framework capabilities (spec §1.2) that change what it may be offered. */
    public enum Capability {
        REVOCABLE_RESOURCES,
        GPU_RESOURCES,
        SHARED_RESOURCES,
        MULTI_ROLE,
        RESERVATION_REFINEMENT,
        REGION_AWARE
    }

    public FrameworkProfile {
        roles = Set.copyOf(roles);
        suppressedRoles = Set.copyOf(suppressedRoles);
        capabilities = Set.copyOf(capabilities);
        minAllocatable = Map.copyOf(minAllocatable);
        requireNonNull(constraints, "constraints");
    }

    /** A framework with the roles and the capabilities of a modern scheduler. */
    public static FrameworkProfile of(String... roles) {
        return new FrameworkProfile(
                Set.of(roles),
                Set.of(),
                Set.of(Capability.MULTI_ROLE, Capability.RESERVATION_REFINEMENT),
                Map.of(),
                OfferConstraints.NONE);
    }

    public FrameworkProfile withCapabilities(Set<Capability> newCapabilities) {
        return new FrameworkProfile(
                roles, suppressedRoles, newCapabilities, minAllocatable, constraints);
    }

    public FrameworkProfile withSuppressed(Set<String> newSuppressed) {
        return new FrameworkProfile(
                roles, newSuppressed, capabilities, minAllocatable, constraints);
    }

    public FrameworkProfile withConstraints(OfferConstraints newConstraints) {
        return new FrameworkProfile(
                roles, suppressedRoles, capabilities, minAllocatable, newConstraints);
    }

    public FrameworkProfile withMinAllocatable(Map<String, List<ResourceQuantities>> minimum) {
        return new FrameworkProfile(roles, suppressedRoles, capabilities, minimum, constraints);
    }
}
