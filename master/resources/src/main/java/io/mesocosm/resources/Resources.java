package io.mesocosm.resources;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An immutable bag of resources and the algebra over it: what Mesos's Resources class is. Resources
 * of one name and equal traits are one entry, except volumes, whole disks and shared resources,
 * which stay apart; a shared volume is there once per use. Entries are in the order cpus, gpus,
 * mem, disk, other scalars, ranges and sets. Equal when the contents are.
 */
public final class Resources implements Iterable<Resource> {
    public static final Resources EMPTY = new Resources(new Resource[0]);

    private final Resource[] items;

    Resources(Resource[] items) {
        this.items = items;
    }

    /** Empty resources are left out, addable ones merged. */
    public static Resources of(Resource... resources) {
        return of(Arrays.asList(resources));
    }

    public static Resources of(Collection<Resource> resources) {
        ResourcesBuilder builder = new ResourcesBuilder(resources.size());
        resources.forEach(builder::add);
        return builder.build();
    }

    /**
     * Reads {@code cpus:1;mem:128;ports(role):[1-2]}; resources without a role of their own are
     * unreserved.
     *
     * @throws ResourcesSyntaxException naming the place that cannot be read
     */
    public static Resources parse(String text) {
        return parse(text, Roles.DEFAULT);
    }

    /** Reads the same text, reserving statically to {@code defaultRole} what names no role. */
    public static Resources parse(String text, String defaultRole) {
        return ResourcesParser.parse(text, defaultRole);
    }

    public boolean isEmpty() {
        return items.length == 0;
    }

    public int size() {
        return items.length;
    }

    public Resource get(int index) {
        return items[index];
    }

    public List<Resource> items() {
        return List.of(items);
    }

    public Stream<Resource> stream() {
        return Arrays.stream(items);
    }

    @Override
    public Iterator<Resource> iterator() {
        return Arrays.asList(items).iterator();
    }

    public Resources plus(Resources other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        return new ResourcesBuilder(items, other.items.length).addAll(other).build();
    }

    public Resources plus(Resource other) {
        return new ResourcesBuilder(items, 1).add(other).build();
    }

    /**
     * Takes away what is there of the other: a scalar stops at zero, and what is not here is
     * ignored. Ask {@link #contains(Resources)} first where that would be an error.
     */
    public Resources minus(Resources other) {
        if (other.isEmpty() || isEmpty()) {
            return this;
        }
        if (equals(other)) {
            return EMPTY;
        }
        return new ResourcesBuilder(items, 0).subtractAll(other).build();
    }

    public Resources minus(Resource other) {
        return new ResourcesBuilder(items, 0).subtract(other).build();
    }

    /** Whether the other could be taken away from this whole. */
    public boolean contains(Resources other) {
        return other.items.length == 0 || new ResourcesBuilder(items, 0).trySubtractAll(other);
    }

    public boolean contains(Resource other) {
        return contains(of(other));
    }

    public Resources filter(Predicate<Resource> predicate) {
        Resource[] kept = new Resource[items.length];
        int count = 0;
        for (Resource item : items) {
            if (predicate.test(item)) {
                kept[count++] = item;
            }
        }
        if (count == items.length) {
            return this;
        }
        return count == 0 ? EMPTY : new Resources(Arrays.copyOf(kept, count));
    }

    /** Each resource changed, the results merged where they have become addable. */
    public Resources map(UnaryOperator<Resource> change) {
        Resource[] mapped = new Resource[items.length];
        for (int i = 0; i < items.length; i++) {
            mapped[i] = change.apply(items[i]);
        }
        return of(mapped);
    }

    public Resources unreserved() {
        return filter(r -> !r.isReserved());
    }

    public Resources reserved() {
        return filter(Resource::isReserved);
    }

    /** What is reserved to exactly this role. */
    public Resources reserved(String role) {
        return filter(r -> r.isReservedTo(role));
    }

    /** The reserved resources by the role of their most refined reservation. */
    public Map<String, Resources> reservations() {
        return grouped(reserved(), r -> r.traits().reservationRole());
    }

    /** What a framework in this role may get: unreserved, or reserved to it or an ancestor. */
    public Resources allocatableTo(String role) {
        return filter(r -> r.isAllocatableTo(role));
    }

    public Resources revocable() {
        return filter(Resource::isRevocable);
    }

    public Resources nonRevocable() {
        return filter(r -> !r.isRevocable());
    }

    public Resources shared() {
        return filter(Resource::isShared);
    }

    public Resources nonShared() {
        return filter(r -> !r.isShared());
    }

    public Resources scalars() {
        return filter(Resource::isScalar);
    }

    public Resources nonScalars() {
        return filter(r -> !r.isScalar());
    }

    public Resources persistentVolumes() {
        return filter(Resource::isPersistentVolume);
    }

    /** All of it marked as given to {@code role}. */
    public Resources allocate(String role) {
        if (isAllocated()) {
            return map(r -> r.allocatedTo(role));
        }
        // The mark keeps apart what was apart: nothing to merge.
        Resource[] marked = new Resource[items.length];
        for (int i = 0; i < items.length; i++) {
            marked[i] = items[i].allocatedTo(role);
        }
        return new Resources(marked);
    }

    public Resources unallocate() {
        return isAllocated() ? map(r -> r.allocatedTo(null)) : this;
    }

    private boolean isAllocated() {
        for (Resource item : items) {
            if (item.traits().allocationRole() != null) {
                return true;
            }
        }
        return false;
    }

    /** By the role allocated to, the marks taken away; unallocated resources are left out. */
    public Map<String, Resources> allocations() {
        Map<String, Resources> result = new LinkedHashMap<>();
        for (Resource item : items) {
            String role = item.traits().allocationRole();
            if (role != null) {
                result.merge(role, of(item.allocatedTo(null)), Resources::plus);
            }
        }
        return result;
    }

    /** All of it without reservations. */
    public Resources toUnreserved() {
        return map(r -> r.withTraits(r.traits().withReservations(List.of())));
    }

    public Resources pushReservation(Reservation reservation) {
        return map(r -> r.reserved(reservation));
    }

    /** All of it without its most refined reservation; every resource must have one. */
    public Resources popReservation() {
        return map(r -> r.withTraits(r.traits().popping()));
    }

    /** The sum of the scalars of that name, in thousandths; each shared volume counts once. */
    public long milli(String name) {
        long sum = 0;
        for (int i = 0; i < items.length; i++) {
            if (items[i].value() instanceof Value.Scalar scalar
                    && items[i].name().equals(name)
                    && !repeatsShared(i)) {
                sum += scalar.milli();
            }
        }
        return sum;
    }

    public double scalar(String name) {
        return milli(name) / 1000.0;
    }

    /** The union of the ranges of that name. */
    public Ranges ranges(String name) {
        Ranges result = Ranges.EMPTY;
        for (Resource item : items) {
            if (item.value() instanceof Ranges ranges && item.name().equals(name)) {
                result = result.union(ranges);
            }
        }
        return result;
    }

    public double cpus() {
        return scalar(Resource.CPUS);
    }

    public double gpus() {
        return scalar(Resource.GPUS);
    }

    public double mem() {
        return scalar(Resource.MEM);
    }

    public double disk() {
        return scalar(Resource.DISK);
    }

    public Ranges ports() {
        return ranges(Resource.PORTS);
    }

    /** How much of each scalar there is, whatever its traits; each shared volume counts once. */
    public ResourceQuantities quantities() {
        return ResourceQuantities.of(this);
    }

    boolean repeatsShared(int index) {
        if (!items[index].isShared()) {
            return false;
        }
        for (int i = 0; i < index; i++) {
            if (items[i].equals(items[index])) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, Resources> grouped(
            Resources resources, Function<Resource, String> key) {
        Map<String, Resources> result = new LinkedHashMap<>();
        for (Resource item : resources.items) {
            result.merge(key.apply(item), new Resources(new Resource[] {item}), Resources::plus);
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Resources that) || items.length != that.items.length) {
            return false;
        }
        return Arrays.equals(items, that.items) || sameWhateverTheOrder(items, that.items);
    }

    private static boolean sameWhateverTheOrder(Resource[] left, Resource[] right) {
        boolean[] taken = new boolean[right.length];
        for (Resource item : left) {
            int i = 0;
            while (i < right.length && (taken[i] || !item.equals(right[i]))) {
                i++;
            }
            if (i == right.length) {
                return false;
            }
            taken[i] = true;
        }
        return true;
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (Resource item : items) {
            sum += item.hashCode();
        }
        return sum;
    }

    /** Mesos's text: {@code cpus:4; mem:1024; ports:[31000-32000]}. */
    @Override
    public String toString() {
        return isEmpty()
                ? "{}"
                : stream().map(Resource::toString).collect(Collectors.joining("; "));
    }
}
