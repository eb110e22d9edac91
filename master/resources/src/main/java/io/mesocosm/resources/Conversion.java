package io.mesocosm.resources;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * An offer operation as arithmetic: what it takes and what that becomes (spec §1.4). Reservations
 * and volumes change what resources are, never how much there is.
 */
public record Conversion(Resources consumed, Resources converted) {

    /** What came of applying a conversion. */
    public sealed interface Result {
        /** It was possible; these are the resources now. */
        record Applied(Resources resources) implements Result {}

        /** It was not, because of this. */
        record Refused(String error) implements Result {}
    }

    public Conversion {
        requireNonNull(consumed, "consumed");
        requireNonNull(converted, "converted");
    }

    /** RESERVE: pushes the reservation on top of each resource's stack. */
    public static Conversion reserve(Resources reserved) {
        return new Conversion(reserved.popReservation(), reserved);
    }

    /** UNRESERVE: pops it. */
    public static Conversion unreserve(Resources reserved) {
        return new Conversion(reserved, reserved.popReservation());
    }

    /** CREATE: puts persistent volumes on reserved disk. */
    public static Conversion create(Resources volumes) {
        return new Conversion(volumes.map(Conversion::bareDisk), volumes);
    }

    /** DESTROY: takes them off. */
    public static Conversion destroy(Resources volumes) {
        return new Conversion(volumes, volumes.map(Conversion::bareDisk));
    }

    private static Resource bareDisk(Resource volume) {
        Disk disk = volume.traits().disk();
        Disk bare =
                disk == null || disk.source() == null ? null : new Disk(null, null, disk.source());
        return volume.withTraits(volume.traits().withDisk(bare).withShared(false));
    }

    public Result applyTo(Resources resources) {
        if (!resources.contains(consumed)) {
            return new Result.Refused("'" + resources + "' does not contain '" + consumed + "'");
        }
        Resources rest = resources.minus(consumed);
        List<Resource> inUse =
                consumed.shared().stream().filter(volume -> rest.contains(volume)).toList();
        if (!inUse.isEmpty() && converted.shared().isEmpty()) {
            return new Result.Refused(
                    "Persistent volume '" + inUse.getFirst() + "' is still in use");
        }
        return new Result.Applied(rest.plus(converted));
    }
}
