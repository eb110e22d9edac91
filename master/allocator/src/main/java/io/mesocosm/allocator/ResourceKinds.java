package io.mesocosm.allocator;

import io.mesocosm.resources.Resource;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Numbers the scalar resource names, so that sums are vectors; the common names are fixed. */
final class ResourceKinds {
    static final int COMMON = 4;
    static final int GPUS = 1;

    private final List<String> names =
            new ArrayList<>(List.of(Resource.CPUS, Resource.GPUS, Resource.MEM, Resource.DISK));
    private final Map<String, Integer> others = new HashMap<>();

    int kind(String name) {
        return switch (name) {
            case Resource.CPUS -> 0;
            case Resource.GPUS -> GPUS;
            case Resource.MEM -> 2;
            case Resource.DISK -> 3;
            default -> others.computeIfAbsent(name, this::number);
        };
    }

    private int number(String name) {
        names.add(name);
        return names.size() - 1;
    }

    String name(int kind) {
        return names.get(kind);
    }

    int size() {
        return names.size();
    }

    /** The sum of the scalars; each shared volume counts once. */
    long[] quantities(Resources resources) {
        return quantities(resources, _ -> true);
    }

    /** The sum of the scalars that quota is about: unreserved and not revocable. */
    long[] unreservedQuantities(Resources resources) {
        return quantities(resources, r -> !r.isReserved() && !r.isRevocable());
    }

    private long[] quantities(Resources resources, Predicate<Resource> counted) {
        long[] sums = new long[names.size()];
        for (int i = 0; i < resources.size(); i++) {
            Resource resource = resources.get(i);
            if (resource.value() instanceof Value.Scalar scalar && counted.test(resource)) {
                if (resource.isShared() && firstIndexOf(resource, resources) < i) {
                    continue;
                }
                int kind = kind(resource.name());
                if (kind >= sums.length) {
                    sums = Arrays.copyOf(sums, names.size());
                }
                sums[kind] += scalar.milli();
            }
        }
        return sums;
    }

    private static int firstIndexOf(Resource wanted, Resources resources) {
        int i = 0;
        while (!resources.get(i).equals(wanted)) {
            i++;
        }
        return i;
    }

    long[] vector(ResourceQuantities quantities) {
        quantities.names().forEach(this::kind);
        long[] vector = new long[names.size()];
        quantities.forEach((name, amount) -> vector[kind(name)] = amount);
        return vector;
    }

    ResourceQuantities quantities(Amounts amounts) {
        Map<String, Long> result = new HashMap<>();
        for (int kind = 0; kind < names.size(); kind++) {
            result.put(names.get(kind), amounts.get(kind));
        }
        return ResourceQuantities.ofMilli(result);
    }
}
