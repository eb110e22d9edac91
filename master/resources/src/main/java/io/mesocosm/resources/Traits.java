package io.mesocosm.resources;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that tells two resources of one name apart but their values: the reservation stack (the last
 * is the most refined), disk, revocability, sharing, resource provider and the role allocated to.
 */
public record Traits(
        List<Reservation> reservations,
        @Nullable Disk disk,
        boolean revocable,
        boolean shared,
        @Nullable String providerId,
        @Nullable String allocationRole) {

    /** Unreserved, not allocated, nothing special: what most resources are. */
    public static final Traits PLAIN = new Traits(List.of(), null, false, false, null, null);

    public Traits {
        reservations = List.copyOf(reservations);
    }

    public boolean isReserved() {
        return !reservations.isEmpty();
    }

    /** The most refined reservation's role, or {@code *} when there is none. */
    public String reservationRole() {
        return reservations.isEmpty() ? Roles.DEFAULT : reservations.getLast().role();
    }

    public boolean isDynamicallyReserved() {
        return isReserved() && reservations.getLast().type() == Reservation.Type.DYNAMIC;
    }

    public boolean isPersistentVolume() {
        return disk != null && disk.persistence() != null;
    }

    /** Whether two resources with these traits add up to one, as Mesos merges them. */
    public boolean isDivisible() {
        return !shared && (disk == null || disk.divisible());
    }

    public Traits withReservations(List<Reservation> stack) {
        return new Traits(stack, disk, revocable, shared, providerId, allocationRole);
    }

    public Traits withDisk(@Nullable Disk newDisk) {
        return new Traits(reservations, newDisk, revocable, shared, providerId, allocationRole);
    }

    public Traits withRevocable(boolean value) {
        return new Traits(reservations, disk, value, shared, providerId, allocationRole);
    }

    public Traits withShared(boolean value) {
        return new Traits(reservations, disk, revocable, value, providerId, allocationRole);
    }

    public Traits withProviderId(@Nullable String id) {
        return new Traits(reservations, disk, revocable, shared, id, allocationRole);
    }

    public Traits withAllocationRole(@Nullable String role) {
        return new Traits(reservations, disk, revocable, shared, providerId, role);
    }

    Traits pushing(Reservation reservation) {
        requireNonNull(reservation, "reservation");
        List<Reservation> stack = new ArrayList<>(reservations);
        stack.add(reservation);
        return withReservations(stack);
    }

    Traits popping() {
        return withReservations(reservations.subList(0, reservations.size() - 1));
    }
}
