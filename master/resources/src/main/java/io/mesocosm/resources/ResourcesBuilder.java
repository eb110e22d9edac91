package io.mesocosm.resources;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The mutable side of the algebra: an ordered array that resources are added to and taken from.
 * Used by one thread, for one result.
 */
final class ResourcesBuilder {
    private Resource[] items;
    private int size;

    ResourcesBuilder(int capacity) {
        items = new Resource[Math.max(capacity, 4)];
    }

    ResourcesBuilder(Resource[] start, int room) {
        items = Arrays.copyOf(start, start.length + room);
        size = start.length;
    }

    ResourcesBuilder addAll(Resources other) {
        for (int i = 0; i < other.size(); i++) {
            add(other.get(i));
        }
        return this;
    }

    ResourcesBuilder add(Resource added) {
        if (added.isEmpty()) {
            return this;
        }
        int at = added.traits().isDivisible() ? find(added) : -1;
        if (at >= 0) {
            items[at] = items[at].withValue(sum(items[at].value(), added.value()));
        } else {
            insert(added);
        }
        return this;
    }

    ResourcesBuilder subtractAll(Resources other) {
        for (int i = 0; i < other.size(); i++) {
            subtract(other.get(i));
        }
        return this;
    }

    ResourcesBuilder subtract(Resource taken) {
        int at = find(taken);
        if (at >= 0) {
            replace(at, difference(items[at], taken));
        }
        return this;
    }

    /** Subtracts as long as all is there; false as soon as something is not. */
    boolean trySubtractAll(Resources other) {
        for (int i = 0; i < other.size(); i++) {
            Resource taken = other.get(i);
            int at = find(taken);
            if (at < 0 || !holds(items[at].value(), taken.value())) {
                return false;
            }
            replace(at, difference(items[at], taken));
        }
        return true;
    }

    Resources build() {
        if (size == 0) {
            return Resources.EMPTY;
        }
        return new Resources(size == items.length ? items : Arrays.copyOf(items, size));
    }

    /**
     * The entry the resource merges with or is taken from: same name, type and traits, and for what
     * cannot be divided the same value too.
     */
    private int find(Resource wanted) {
        for (int i = 0; i < size; i++) {
            Resource item = items[i];
            if (item.name().equals(wanted.name())
                    && item.value().getClass() == wanted.value().getClass()
                    && sameTraits(item.traits(), wanted.traits())
                    && (wanted.traits().isDivisible() || item.value().equals(wanted.value()))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean sameTraits(Traits left, Traits right) {
        return left.equals(right);
    }

    private void insert(Resource added) {
        if (size == items.length) {
            items = Arrays.copyOf(items, Math.max(4, size * 2));
        }
        int at = size;
        while (at > 0 && order(items[at - 1], added) > 0) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = added;
        size++;
    }

    private void replace(int at, @Nullable Resource rest) {
        if (rest != null) {
            items[at] = rest;
        } else {
            System.arraycopy(items, at + 1, items, at, size - at - 1);
            size--;
        }
    }

    private static @Nullable Resource difference(Resource from, Resource taken) {
        if (!from.traits().isDivisible()) {
            return null;
        }
        Value rest =
                switch (from.value()) {
                    case Value.Scalar s ->
                            new Value.Scalar(
                                    Math.max(
                                            0, s.milli() - ((Value.Scalar) taken.value()).milli()));
                    case Ranges r -> r.minus((Ranges) taken.value());
                    case Value.Items i -> i.minus((Value.Items) taken.value());
                };
        return rest.isEmpty() ? null : from.withValue(rest);
    }

    private static Value sum(Value left, Value right) {
        return switch (left) {
            case Value.Scalar s -> new Value.Scalar(s.milli() + ((Value.Scalar) right).milli());
            case Ranges r -> r.union((Ranges) right);
            case Value.Items i -> i.union((Value.Items) right);
        };
    }

    private static boolean holds(Value whole, Value part) {
        return switch (whole) {
            case Value.Scalar s -> s.milli() >= ((Value.Scalar) part).milli();
            case Ranges r -> r.contains((Ranges) part);
            case Value.Items i -> i.items().containsAll(((Value.Items) part).items());
        };
    }

    private static int order(Resource left, Resource right) {
        int byRank = Integer.compare(rank(left), rank(right));
        return byRank != 0 ? byRank : left.name().compareTo(right.name());
    }

    private static int rank(Resource resource) {
        return switch (resource.value()) {
            case Value.Scalar _ ->
                    switch (resource.name()) {
                        case Resource.CPUS -> 0;
                        case Resource.GPUS -> 1;
                        case Resource.MEM -> 2;
                        case Resource.DISK -> 3;
                        default -> 4;
                    };
            case Ranges _ -> 5;
            case Value.Items _ -> 6;
        };
    }
}
