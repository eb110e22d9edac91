package io.mesocosm.resources;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.TreeSet;

/** How much of a resource there is: a scalar, ranges or a set (spec §0.4). */
public sealed interface Value permits Value.Scalar, Ranges, Value.Items {

    boolean isEmpty();

    /** A fixed-point number with three decimals, as Mesos compares scalars. */
    record Scalar(long milli) implements Value {

        public static Scalar of(double value) {
            return new Scalar(toMilli(value));
        }

        /** The nearest multiple of 0.001, counted in thousandths. */
        public static long toMilli(double value) {
            return Math.round(value * 1000);
        }

        public double doubleValue() {
            return milli / 1000.0;
        }

        @Override
        public boolean isEmpty() {
            return milli == 0;
        }

        /** The shortest decimal: {@code 4}, {@code 0.25}. */
        @Override
        public String toString() {
            return milli % 1000 == 0
                    ? Long.toString(milli / 1000)
                    : BigDecimal.valueOf(milli, 3)
                            .setScale(3, RoundingMode.UNNECESSARY)
                            .stripTrailingZeros()
                            .toPlainString();
        }
    }

    /** A set of names, in order. */
    record Items(List<String> items) implements Value {
        public Items {
            items = List.copyOf(new TreeSet<>(items));
        }

        @Override
        public boolean isEmpty() {
            return items.isEmpty();
        }

        public Items union(Items other) {
            TreeSet<String> all = new TreeSet<>(items);
            all.addAll(other.items);
            return new Items(List.copyOf(all));
        }

        public Items minus(Items other) {
            TreeSet<String> rest = new TreeSet<>(items);
            other.items.forEach(rest::remove);
            return new Items(List.copyOf(rest));
        }

        @Override
        public String toString() {
            return "{" + String.join(", ", items) + "}";
        }
    }
}
