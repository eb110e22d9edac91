package io.mesocosm.master.core.framework;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a FrameworkInfo that the master decides on, and the whole message as it came. {@code
 * id} is null when absent or empty; {@code role} null when the field is not set (a framework
 * without MULTI_ROLE and role then has role {@code *}); {@code failoverTimeout} in seconds, as
 * given; unknown capability names are left out.
 */
public record FrameworkSpec(
        @Nullable String id,
        String name,
        String user,
        @Nullable String principal,
        @Nullable String hostname,
        @Nullable String webuiUrl,
        @Nullable String role,
        List<String> roles,
        boolean checkpoint,
        double failoverTimeout,
        Set<Capability> capabilities,
        OfferFiltersSpec offerFilters,
        Payload info) {
    public FrameworkSpec {
        requireNonNull(name, "name");
        requireNonNull(user, "user");
        requireNonNull(offerFilters, "offerFilters");
        requireNonNull(info, "info");
        roles = List.copyOf(roles);
        capabilities = Set.copyOf(capabilities);
        if (id != null && id.isEmpty()) {
            id = null;
        }
    }

    public boolean has(Capability capability) {
        return capabilities.contains(capability);
    }

    /** The roles the framework subscribes to: {@code roles} with MULTI_ROLE, else its one role. */
    public List<String> effectiveRoles() {
        if (has(Capability.MULTI_ROLE)) {
            return roles;
        }
        return List.of(role == null ? "*" : role);
    }

    /** This spec under an id the master chose. */
    public FrameworkSpec withId(String newId) {
        return new FrameworkSpec(
                newId,
                name,
                user,
                principal,
                hostname,
                webuiUrl,
                role,
                roles,
                checkpoint,
                failoverTimeout,
                capabilities,
                offerFilters,
                info);
    }

    /** This spec with what a framework cannot change once it is known (spec §1.3). */
    public FrameworkSpec keeping(FrameworkSpec known) {
        return new FrameworkSpec(
                known.id,
                name,
                known.user,
                known.principal,
                hostname,
                webuiUrl,
                role,
                roles,
                known.checkpoint,
                failoverTimeout,
                capabilities,
                offerFilters,
                info);
    }

    /** This spec with the principal of the authenticated caller. */
    public FrameworkSpec withPrincipal(@Nullable String authenticated) {
        return new FrameworkSpec(
                id,
                name,
                user,
                authenticated,
                hostname,
                webuiUrl,
                role,
                roles,
                checkpoint,
                failoverTimeout,
                capabilities,
                offerFilters,
                info);
    }
}
