package io.mesocosm.resources;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What resources may be used for by tasks, executors and operations, in Mesos's words. */
public final class UseRules {
    private UseRules() {}

    /** The first reason why the resources cannot be used together, or empty. */
    public static Optional<String> validate(Resources resources) {
        for (Resource resource : resources) {
            Optional<String> error =
                    validateGpus(resource)
                            .or(() -> validateDisk(resource))
                            .or(() -> validateReservation(resource));
            if (error.isPresent()) {
                return error;
            }
        }
        return validatePersistenceIds(resources).or(() -> validateRevocable(resources));
    }

    private static Optional<String> validateGpus(Resource resource) {
        return resource.name().equals(Resource.GPUS)
                        && !(resource.value() instanceof Value.Scalar gpus
                                && gpus.milli() % 1000 == 0)
                ? Optional.of("The 'gpus' resource must be an unsigned integer")
                : Optional.empty();
    }

    private static Optional<String> validateDisk(Resource resource) {
        Disk disk = resource.traits().disk();
        if (disk == null) {
            return Optional.empty();
        }
        if (disk.persistence() != null) {
            return validateVolume(resource, disk, disk.persistence());
        }
        if (disk.volume() != null) {
            return Optional.of("Non-persistent volume not supported");
        }
        return disk.source() == null ? Optional.of("DiskInfo is set but empty") : Optional.empty();
    }

    private static Optional<String> validateVolume(
            Resource resource, Disk disk, Disk.Persistence persistence) {
        if (resource.isRevocable()) {
            return Optional.of("Persistent volumes cannot be created from revocable resources");
        }
        if (!resource.isReserved()) {
            return Optional.of("Persistent volumes cannot be created from unreserved resources");
        }
        if (disk.volume() == null) {
            return Optional.of("Expecting 'volume' to be set for persistent volume");
        }
        if (disk.volume().hostPath() != null) {
            return Optional.of("Expecting 'host_path' to be unset for persistent volume");
        }
        return Ids.validate(persistence.id())
                .map(error -> "Invalid persistence ID for persistent volume: " + error);
    }

    private static Optional<String> validateReservation(Resource resource) {
        return resource.isRevocable() && resource.traits().isDynamicallyReserved()
                ? Optional.of(
                        "Dynamically reserved resource "
                                + resource
                                + " cannot be created from revocable resources")
                : Optional.empty();
    }

    private static Optional<String> validatePersistenceIds(Resources resources) {
        Set<String> seen = new HashSet<>();
        for (Resource volume : resources.persistentVolumes()) {
            Disk disk = volume.traits().disk();
            String id = disk == null ? null : disk.persistenceId();
            if (!volume.isShared() && !seen.add(volume.traits().reservationRole() + "\0" + id)) {
                return Optional.of("Persistence ID '" + id + "' is not unique");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> validateRevocable(Resources resources) {
        Set<String> firm = new HashSet<>();
        resources.nonRevocable().forEach(r -> firm.add(r.name()));
        return resources.revocable().stream()
                .map(Resource::name)
                .filter(firm::contains)
                .findFirst()
                .map(
                        name ->
                                "Cannot use both revocable and non-revocable '"
                                        + name
                                        + "' at the same time");
    }
}
