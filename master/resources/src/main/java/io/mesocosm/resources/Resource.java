package io.mesocosm.resources;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One named amount with its traits: {@code cpus:4}, {@code ports(web):[80-90]}. */
public record Resource(String name, Value value, Traits traits) {
    public static final String CPUS = "cpus";
    public static final String GPUS = "gpus";
    public static final String MEM = "mem";
    public static final String DISK = "disk";
    public static final String PORTS = "ports";

    public Resource {
        name = canonical(requireNonNull(name, "name"));
        requireNonNull(value, "value");
        requireNonNull(traits, "traits");
    }

    /** One string for each common name: a large cluster has them hundreds of thousands of times. */
    private static String canonical(String name) {
        return switch (name) {
            case CPUS -> CPUS;
            case GPUS -> GPUS;
            case MEM -> MEM;
            case DISK -> DISK;
            case PORTS -> PORTS;
            default -> name;
        };
    }

    public static Resource scalar(String name, double value) {
        return new Resource(name, Value.Scalar.of(value), Traits.PLAIN);
    }

    public static Resource ranges(String name, Ranges ranges) {
        return new Resource(name, ranges, Traits.PLAIN);
    }

    public Resource withValue(Value newValue) {
        return new Resource(name, newValue, traits);
    }

    public Resource withTraits(Traits newTraits) {
        return traits.equals(newTraits) ? this : new Resource(name, value, newTraits);
    }

    /** This resource as part of what {@code role} was given; null takes the mark away. */
    public Resource allocatedTo(@Nullable String role) {
        return withTraits(traits.withAllocationRole(role));
    }

    /** This resource with one more reservation on its stack. */
    public Resource reserved(Reservation reservation) {
        return withTraits(traits.pushing(reservation));
    }

    public boolean isScalar() {
        return value instanceof Value.Scalar;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    public boolean isReserved() {
        return traits.isReserved();
    }

    public boolean isReservedTo(String role) {
        return isReserved() && traits.reservationRole().equals(role);
    }

    public boolean isRevocable() {
        return traits.revocable();
    }

    public boolean isShared() {
        return traits.shared();
    }

    public boolean isPersistentVolume() {
        return traits.isPersistentVolume();
    }

    /**
     * Whether a framework in {@code role} may get it: unreserved, or reserved to the role or an
     * ancestor of it (spec §6, refinement).
     */
    public boolean isAllocatableTo(String role) {
        String owner = traits.reservationRole();
        return !isReserved() || owner.equals(role) || Roles.isStrictDescendant(role, owner);
    }

    /**
     * Mesos's text: name, allocation, reservations, disk, {@code {REV}}, {@code <SHARED>}, value.
     */
    @Override
    public String toString() {
        return ResourceText.print(this);
    }
}
