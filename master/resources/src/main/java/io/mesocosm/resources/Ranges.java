package io.mesocosm.resources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A set of whole numbers as disjoint inclusive intervals in ascending order, neighbours joined. All
 * set operations are one pass over both operands.
 */
public final class Ranges implements Value {
    public static final Ranges EMPTY = new Ranges(new long[0]);

    /** One inclusive interval. */
    public record Range(long begin, long end) {
        public Range {
            if (begin > end || begin < 0 || end == Long.MAX_VALUE) {
                throw new IllegalArgumentException("Not a range: [" + begin + "-" + end + "]");
            }
        }

        public long size() {
            return end - begin + 1;
        }

        @Override
        public String toString() {
            return begin + "-" + end;
        }
    }

    /** begin, end, begin, end, …; ascending, with a gap of at least one number between pairs. */
    private final long[] bounds;

    private Ranges(long[] bounds) {
        this.bounds = bounds;
    }

    public static Ranges of(long begin, long end) {
        Range checked = new Range(begin, end);
        return new Ranges(new long[] {checked.begin(), checked.end()});
    }

    /** The union of the given ranges, which may overlap and come in any order. */
    public static Ranges of(List<Range> ranges) {
        List<Range> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> Long.compare(a.begin(), b.begin()));
        Builder builder = new Builder(sorted.size() * 2);
        for (Range range : sorted) {
            builder.append(range.begin(), range.end());
        }
        return builder.build();
    }

    public List<Range> ranges() {
        List<Range> result = new ArrayList<>(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            result.add(new Range(bounds[i], bounds[i + 1]));
        }
        return result;
    }

    /** How many numbers are in the set. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    @Override
    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** The first number; fails on an empty set. */
    public long first() {
        return bounds[0];
    }

    public boolean contains(long number) {
        int at = Arrays.binarySearch(bounds, number);
        // A miss has insertion point -at-1, which is odd exactly between a begin and its end.
        return at >= 0 || ((-at - 1) & 1) == 1;
    }

    public boolean contains(Ranges other) {
        int i = 0;
        for (int j = 0; j < other.bounds.length; j += 2) {
            while (i < bounds.length && bounds[i + 1] < other.bounds[j]) {
                i += 2;
            }
            if (i == bounds.length
                    || bounds[i] > other.bounds[j]
                    || bounds[i + 1] < other.bounds[j + 1]) {
                return false;
            }
        }
        return true;
    }

    public Ranges union(Ranges other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Builder builder = new Builder(bounds.length + other.bounds.length);
        int i = 0;
        int j = 0;
        while (i < bounds.length || j < other.bounds.length) {
            boolean mine =
                    j == other.bounds.length || (i < bounds.length && bounds[i] <= other.bounds[j]);
            if (mine) {
                builder.append(bounds[i], bounds[i + 1]);
                i += 2;
            } else {
                builder.append(other.bounds[j], other.bounds[j + 1]);
                j += 2;
            }
        }
        return builder.build();
    }

    /** The numbers of this set that are not in the other. */
    public Ranges minus(Ranges other) {
        if (isEmpty() || other.isEmpty()) {
            return this;
        }
        Builder builder = new Builder(bounds.length + other.bounds.length);
        int j = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long begin = bounds[i];
            long end = bounds[i + 1];
            while (j < other.bounds.length && other.bounds[j + 1] < begin) {
                j += 2;
            }
            for (int k = j; k < other.bounds.length && other.bounds[k] <= end; k += 2) {
                if (other.bounds[k] > begin) {
                    builder.append(begin, other.bounds[k] - 1);
                }
                begin = other.bounds[k + 1] + 1;
            }
            if (begin <= end) {
                builder.append(begin, end);
            }
        }
        return builder.build();
    }

    public Ranges intersection(Ranges other) {
        Builder builder = new Builder(bounds.length + other.bounds.length);
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            long begin = Math.max(bounds[i], other.bounds[j]);
            long end = Math.min(bounds[i + 1], other.bounds[j + 1]);
            if (begin <= end) {
                builder.append(begin, end);
            }
            if (bounds[i + 1] < other.bounds[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges that && Arrays.equals(bounds, that.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** Mesos's text: {@code [31000-31004, 31006-32000]}. */
    @Override
    public String toString() {
        return ranges().stream().map(Range::toString).collect(Collectors.joining(", ", "[", "]"));
    }

    /** Takes intervals in ascending order of their beginnings and joins what touches. */
    private static final class Builder {
        private final long[] bounds;
        private int length;

        Builder(int capacity) {
            bounds = new long[capacity];
        }

        void append(long begin, long end) {
            if (length > 0 && begin <= bounds[length - 1] + 1) {
                bounds[length - 1] = Math.max(bounds[length - 1], end);
            } else {
                bounds[length] = begin;
                bounds[length + 1] = end;
                length += 2;
            }
        }

        Ranges build() {
            return length == 0
                    ? EMPTY
                    : new Ranges(length == bounds.length ? bounds : Arrays.copyOf(bounds, length));
        }
    }
}
