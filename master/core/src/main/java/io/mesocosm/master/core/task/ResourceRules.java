package io.mesocosm.master.core.task;

import io.mesocosm.resources.Disk;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rules for the resources that tasks and executors ask for, in Mesos's words. */
final class ResourceRules {
    private ResourceRules() {}

    /** A persistence id is there once per role, whatever else tells volumes apart. */
    static Optional<String> persistenceIds(Resources resources) {
        Set<String> seen = new HashSet<>();
        for (Resource resource : resources) {
            Disk disk = resource.traits().disk();
            if (disk == null || disk.persistence() == null || resource.isShared()) {
                continue;
            }
            String id = disk.persistence().id();
            if (!seen.add(resource.traits().reservationRole() + ' ' + id)) {
                return Optional.of("Persistence ID '" + id + "' is not unique");
            }
        }
        return Optional.empty();
    }

    static Optional<String> revocableMix(Resources resources) {
        Set<String> plain = new HashSet<>();
        resources.nonRevocable().forEach(r -> plain.add(r.name()));
        return resources.revocable().stream()
                .filter(r -> plain.contains(r.name()))
                .findFirst()
                .map(
                        r ->
                                "Cannot use both revocable and non-revocable '"
                                        + r.name()
                                        + "' at the same time");
    }

    /** Whether a range or a set is asked for twice: adding up would hide it. */
    static boolean overlap(List<Resources> parts) {
        Resources total = Resources.EMPTY;
        for (Resources part : parts) {
            for (Resource resource : part.nonScalars()) {
                Resource grown = resource;
                Resources same =
                        total.filter(
                                r ->
                                        r.name().equals(grown.name())
                                                && r.traits().equals(grown.traits()));
                if (!same.isEmpty() && !same.minus(resource).equals(same)) {
                    return true;
                }
            }
            total = total.plus(part.nonScalars());
        }
        return false;
    }

    /** Whether there is a scalar of that name at all; the value may be anything above zero. */
    static boolean has(Resources resources, String name) {
        return resources.stream()
                .anyMatch(r -> r.name().equals(name) && r.value() instanceof Value.Scalar);
    }
}
