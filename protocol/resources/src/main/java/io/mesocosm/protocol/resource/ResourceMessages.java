package io.mesocosm.protocol.resource;

import io.mesocosm.protocol.v1.Resource.AllocationInfo;
import io.mesocosm.protocol.v1.Resource.RevocableInfo;
import io.mesocosm.protocol.v1.Resource.SharedInfo;
import io.mesocosm.protocol.v1.ResourceProviderID;
import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Roles;
import io.mesocosm.resources.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and writes mesos.v1.Resource. */
public final class ResourceMessages {
    private ResourceMessages() {}

    /**
     * Reads resources in either format.
     *
     * @throws InvalidResourceException for the first that {@link ResourceRules} refuses
     */
    public static Resources read(List<io.mesocosm.protocol.v1.Resource> messages) {
        Optional<String> error = ResourceRules.validate(messages);
        if (error.isPresent()) {
            throw new InvalidResourceException(error.get());
        }
        List<Resource> result = new ArrayList<>(messages.size());
        for (io.mesocosm.protocol.v1.Resource message : messages) {
            result.add(readValid(message));
        }
        return Resources.of(result);
    }

    /** Reads one resource, as {@link #read(List)} does. */
    public static Resource read(io.mesocosm.protocol.v1.Resource message) {
        Optional<String> error = ResourceRules.validate(message);
        if (error.isPresent()) {
            throw new InvalidResourceException(error.get());
        }
        return readValid(message);
    }

    private static Resource readValid(io.mesocosm.protocol.v1.Resource message) {
        return new Resource(message.getName(), ValueMessages.read(message), readTraits(message));
    }

    private static Traits readTraits(io.mesocosm.protocol.v1.Resource message) {
        Traits traits =
                new Traits(
                        readReservations(message),
                        message.hasDisk() ? DiskMessages.read(message.getDisk()) : null,
                        message.hasRevocable(),
                        message.hasShared(),
                        message.hasProviderId() ? message.getProviderId().getValue() : null,
                        message.hasAllocationInfo() && message.getAllocationInfo().hasRole()
                                ? message.getAllocationInfo().getRole()
                                : null);
        return traits.equals(Traits.PLAIN) ? Traits.PLAIN : traits;
    }

    @SuppressWarnings("deprecation") // Resource.role: the pre-refinement format is part of v1.
    private static List<Reservation> readReservations(io.mesocosm.protocol.v1.Resource message) {
        if (message.getReservationsCount() > 0) {
            return message.getReservationsList().stream().map(ReservationMessages::read).toList();
        }
        String role = message.hasRole() ? message.getRole() : Roles.DEFAULT;
        if (role.equals(Roles.DEFAULT)) {
            return List.of();
        }
        return List.of(
                message.hasReservation()
                        ? ReservationMessages.readDynamic(role, message.getReservation())
                        : Reservation.ofStatic(role));
    }

    /** Writes resources in Mesos's order of offers: ranges and sets, then scalars (spec §0.5). */
    public static List<io.mesocosm.protocol.v1.Resource> write(
            Resources resources, ResourceFormat format) {
        List<io.mesocosm.protocol.v1.Resource> result = new ArrayList<>(resources.size());
        for (Resource resource : resources) {
            if (!resource.isScalar()) {
                result.add(write(resource, format));
            }
        }
        for (Resource resource : resources) {
            if (resource.isScalar()) {
                result.add(write(resource, format));
            }
        }
        return result;
    }

    /** Writes resources for a framework with or without the RESERVATION_REFINEMENT capability. */
    public static List<io.mesocosm.protocol.v1.Resource> writeFor(
            Resources resources, boolean reservationRefinement) {
        return write(
                resources,
                reservationRefinement
                        ? ResourceFormat.POST_REFINEMENT
                        : ResourceFormat.PRE_REFINEMENT);
    }

    /** Writes one resource. */
    public static io.mesocosm.protocol.v1.Resource write(Resource resource, ResourceFormat format) {
        io.mesocosm.protocol.v1.Resource.Builder message =
                io.mesocosm.protocol.v1.Resource.newBuilder().setName(resource.name());
        ValueMessages.write(resource.value(), message);
        Traits traits = resource.traits();
        ReservationMessages.write(traits.reservations(), format, message);
        if (traits.disk() != null) {
            message.setDisk(DiskMessages.write(traits.disk()));
        }
        if (traits.revocable()) {
            message.setRevocable(RevocableInfo.getDefaultInstance());
        }
        if (traits.shared()) {
            message.setShared(SharedInfo.getDefaultInstance());
        }
        if (traits.providerId() != null) {
            message.setProviderId(ResourceProviderID.newBuilder().setValue(traits.providerId()));
        }
        if (traits.allocationRole() != null) {
            message.setAllocationInfo(AllocationInfo.newBuilder().setRole(traits.allocationRole()));
        }
        return message.build();
    }
}
