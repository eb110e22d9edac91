package io.mesocosm.resources;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;

/**
 * How much of each scalar, by name and without traits: what quota, shares and minimums are counted
 * in. Absent names are zero; values are thousandths.
 */
public final class ResourceQuantities {
    public static final ResourceQuantities EMPTY = new ResourceQuantities(new TreeMap<>());

    private final SortedMap<String, Long> milli;

    private ResourceQuantities(SortedMap<String, Long> milli) {
        this.milli = milli;
    }

    /** Zero amounts are left out. */
    public static ResourceQuantities ofMilli(Map<String, Long> amounts) {
        SortedMap<String, Long> kept = new TreeMap<>(amounts);
        kept.values().removeIf(amount -> amount == 0);
        return new ResourceQuantities(kept);
    }

    static ResourceQuantities of(Resources resources) {
        SortedMap<String, Long> sums = new TreeMap<>();
        for (int i = 0; i < resources.size(); i++) {
            Resource resource = resources.get(i);
            if (resource.value() instanceof Value.Scalar scalar && !resources.repeatsShared(i)) {
                sums.merge(resource.name(), scalar.milli(), Long::sum);
            }
        }
        return new ResourceQuantities(sums);
    }

    /** Reads {@code cpus:0.01;mem:32}: scalars only, no roles. */
    public static ResourceQuantities parse(String text) {
        Resources resources = Resources.parse(text);
        for (Resource resource : resources) {
            if (!resource.isScalar() || resource.isReserved()) {
                throw new ResourcesSyntaxException(
                        "Bad quantity '" + resource + "' in '" + text + "': expected NAME:NUMBER");
            }
        }
        return resources.quantities();
    }

    public boolean isEmpty() {
        return milli.isEmpty();
    }

    public long milli(String name) {
        return milli.getOrDefault(name, 0L);
    }

    public double get(String name) {
        return milli(name) / 1000.0;
    }

    public boolean has(String name) {
        return milli.containsKey(name);
    }

    public Iterable<String> names() {
        return milli.keySet();
    }

    public void forEach(ObjLongConsumer<String> consumer) {
        milli.forEach(consumer::accept);
    }

    public ResourceQuantities plus(ResourceQuantities other) {
        SortedMap<String, Long> sums = new TreeMap<>(milli);
        other.milli.forEach((name, amount) -> sums.merge(name, amount, Long::sum));
        return ofMilli(sums);
    }

    /** The difference, each amount stopping at zero. */
    public ResourceQuantities minus(ResourceQuantities other) {
        SortedMap<String, Long> rest = new TreeMap<>(milli);
        other.milli.forEach(
                (name, amount) -> rest.computeIfPresent(name, (_, v) -> Math.max(0, v - amount)));
        return ofMilli(rest);
    }

    /** Whether there is at least as much of everything. */
    public boolean contains(ResourceQuantities other) {
        return other.milli.entrySet().stream().allMatch(e -> milli(e.getKey()) >= e.getValue());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceQuantities that && milli.equals(that.milli);
    }

    @Override
    public int hashCode() {
        return milli.hashCode();
    }

    @Override
    public String toString() {
        return milli.entrySet().stream()
                .map(e -> e.getKey() + ":" + new Value.Scalar(e.getValue()))
                .collect(Collectors.joining("; "));
    }
}
