package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A framework as the master knows it. {@code spec} is in force: its id, user, principal and
 * checkpoint override those inside {@code spec.info()}, which is the message as last sent. A
 * recovered framework is known only from its agents' lists; one that completed has {@code
 * unregistered}.
 */
public record Framework(
        FrameworkSpec spec,
        OfferConstraintsSpec offerConstraints,
        Set<String> suppressedRoles,
        boolean active,
        boolean recovered,
        @Nullable StreamHandle stream,
        @Nullable String streamId,
        Instant registered,
        @Nullable Instant reregistered,
        @Nullable Instant unregistered,
        @Nullable Instant disconnected,
        Resources allocated,
        Resources offered) {
    public Framework {
        suppressedRoles = Set.copyOf(suppressedRoles);
    }

    public String id() {
        String id = spec.id();
        if (id == null) {
            throw new IllegalStateException("A known framework has an id: " + spec.name());
        }
        return id;
    }

    public boolean connected() {
        return stream != null;
    }

    public boolean completed() {
        return unregistered != null;
    }

    public boolean partitionAware() {
        return spec.has(Capability.PARTITION_AWARE);
    }

    public Framework withAllocated(Resources newAllocated) {
        return new Framework(
                spec,
                offerConstraints,
                suppressedRoles,
                active,
                recovered,
                stream,
                streamId,
                registered,
                reregistered,
                unregistered,
                disconnected,
                newAllocated,
                offered);
    }

    public Framework withOffered(Resources newOffered) {
        return new Framework(
                spec,
                offerConstraints,
                suppressedRoles,
                active,
                recovered,
                stream,
                streamId,
                registered,
                reregistered,
                unregistered,
                disconnected,
                allocated,
                newOffered);
    }

    public Framework withSuppressed(Set<String> newSuppressed) {
        return new Framework(
                spec,
                offerConstraints,
                newSuppressed,
                active,
                recovered,
                stream,
                streamId,
                registered,
                reregistered,
                unregistered,
                disconnected,
                allocated,
                offered);
    }

    public Framework withSpec(
            FrameworkSpec newSpec, OfferConstraintsSpec constraints, Set<String> suppressed) {
        return new Framework(
                newSpec,
                constraints,
                suppressed,
                active,
                recovered,
                stream,
                streamId,
                registered,
                reregistered,
                unregistered,
                disconnected,
                allocated,
                offered);
    }

    public Framework subscribedOn(StreamHandle newStream, String newStreamId, Instant at) {
        return new Framework(
                spec,
                offerConstraints,
                suppressedRoles,
                true,
                false,
                newStream,
                newStreamId,
                registered,
                at,
                unregistered,
                null,
                allocated,
                offered);
    }

    public Framework disconnectedAt(Instant at) {
        return new Framework(
                spec,
                offerConstraints,
                suppressedRoles,
                false,
                recovered,
                null,
                null,
                registered,
                reregistered,
                unregistered,
                at,
                allocated,
                offered);
    }

    public Framework unregisteredAt(Instant at) {
        return new Framework(
                spec,
                offerConstraints,
                suppressedRoles,
                false,
                recovered,
                null,
                null,
                registered,
                reregistered,
                at,
                disconnected,
                allocated,
                offered);
    }
}
