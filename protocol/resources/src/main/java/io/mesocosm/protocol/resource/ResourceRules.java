package io.mesocosm.protocol.resource;

import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Resource.DiskInfo.Source;
import io.mesocosm.protocol.v1.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What makes a Resource message well formed, in the order and the words of Mesos. */
public final class ResourceRules {
    /** Above this, thousandths no longer fit; Mesos's doubles are inexact long before. */
    private static final double MAX_SCALAR = Long.MAX_VALUE / 2000.0;

    private ResourceRules() {}

    /** Why the first bad one of the resources is refused, named with it. */
    public static Optional<String> validate(List<Resource> resources) {
        for (Resource resource : resources) {
            Optional<String> error = validate(resource);
            if (error.isPresent()) {
                return Optional.of(
                        "Resource '" + describe(resource) + "' is invalid: " + error.get());
            }
        }
        return Optional.empty();
    }

    /** Why the resource is refused. */
    public static Optional<String> validate(Resource resource) {
        if (resource.getName().isEmpty()) {
            return Optional.of("Empty resource name");
        }
        return validateValue(resource)
                .or(() -> validateDisk(resource))
                .or(() -> ReservationRules.validate(resource))
                .or(() -> validateShared(resource));
    }

    private static String describe(Resource resource) {
        return resource.toString().replaceAll("\\s+", " ").strip();
    }

    private static Optional<String> validateValue(Resource resource) {
        return switch (resource.getType()) {
            case SCALAR ->
                    !resource.hasScalar() || resource.hasRanges() || resource.hasSet()
                            ? Optional.of("Invalid scalar resource")
                            : validateScalar(resource.getScalar().getValue());
            case RANGES ->
                    resource.hasScalar() || !resource.hasRanges() || resource.hasSet()
                            ? Optional.of("Invalid ranges resource")
                            : validateRanges(resource.getRanges());
            case SET ->
                    resource.hasScalar() || resource.hasRanges() || !resource.hasSet()
                            ? Optional.of("Invalid set resource")
                            : validateSet(resource.getSet());
            case TEXT -> Optional.of("Unsupported resource type");
        };
    }

    private static Optional<String> validateScalar(double value) {
        if (!Double.isFinite(value) || value > MAX_SCALAR) {
            return Optional.of("Invalid scalar resource: value is not a number in range");
        }
        // Fixed point: what is too small to count is as wrong as what is negative.
        return value != 0 && Math.round(value * 1000) <= 0
                ? Optional.of("Invalid scalar resource: value <= 0")
                : Optional.empty();
    }

    private static Optional<String> validateRanges(Value.Ranges ranges) {
        List<Value.Range> sorted =
                ranges.getRangeList().stream()
                        .sorted((a, b) -> Long.compareUnsigned(a.getBegin(), b.getBegin()))
                        .toList();
        for (Value.Range range : sorted) {
            if (Long.compareUnsigned(range.getBegin(), range.getEnd()) > 0) {
                return Optional.of("Invalid ranges resource: begin > end");
            }
            if (range.getEnd() < 0 || range.getEnd() == Long.MAX_VALUE) {
                return Optional.of("Invalid ranges resource: end is too large");
            }
        }
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).getBegin() <= sorted.get(i - 1).getEnd()) {
                return Optional.of("Invalid ranges resource: overlapping ranges");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> validateSet(Value.Set set) {
        Set<String> seen = new HashSet<>();
        return set.getItemList().stream().allMatch(seen::add)
                ? Optional.empty()
                : Optional.of("Invalid set resource: duplicated elements");
    }

    private static Optional<String> validateDisk(Resource resource) {
        if (!resource.hasDisk()) {
            return Optional.empty();
        }
        if (!resource.getName().equals("disk")) {
            return Optional.of(
                    "DiskInfo should not be set for " + resource.getName() + " resource");
        }
        if (!resource.getDisk().hasSource()) {
            return Optional.empty();
        }
        Source source = resource.getDisk().getSource();
        return switch (source.getType()) {
            case PATH, MOUNT -> Optional.empty();
            case BLOCK, RAW -> {
                if (source.hasMount()) {
                    yield Optional.of(
                            "Mount should not be set for " + source.getType() + " disk source");
                }
                yield source.hasPath()
                        ? Optional.of(
                                "Path should not be set for " + source.getType() + " disk source")
                        : Optional.empty();
            }
            case UNKNOWN ->
                    Optional.of(
                            "Unsupported 'DiskInfo.Source.Type' in '"
                                    + source.toString().replaceAll("\\s+", " ").strip()
                                    + "'");
        };
    }

    private static Optional<String> validateShared(Resource resource) {
        if (!resource.hasShared()) {
            return Optional.empty();
        }
        if (!resource.getName().equals("disk")) {
            return Optional.of("Resource " + resource.getName() + " cannot be shared");
        }
        return resource.hasDisk() && resource.getDisk().hasPersistence()
                ? Optional.empty()
                : Optional.of("Only persistent volumes can be shared");
    }
}
