package io.mesocosm.protocol.duration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations such as {@code 5secs}, {@code 1.5mins} or {@code 250ms}, as Mesos's flags and
 * environment write them.
 */
public final class MesosDuration {

    private static final Pattern FORM = Pattern.compile("([0-9.]+)(.+)");
    private static final Pattern NUMBER =
            Pattern.compile("[0-9]{1,20}(?:\\.[0-9]{0,20})?|\\.[0-9]{1,20}");

    private MesosDuration() {}

    /**
     * The duration that the text says.
     *
     * @throws IllegalArgumentException if it says none; the text tells why, as Mesos does
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("Invalid duration '" + text + "'");
        }
        if (!NUMBER.matcher(form.group(1)).matches()) {
            throw new IllegalArgumentException(
                    "Invalid duration '"
                            + text
                            + "': Failed to convert '"
                            + form.group(1)
                            + "' to a number");
        }
        Unit unit = Unit.named(form.group(2));
        BigDecimal nanos =
                new BigDecimal(form.group(1))
                        .multiply(BigDecimal.valueOf(unit.nanos))
                        .setScale(0, RoundingMode.DOWN);
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(
                    "Invalid duration '"
                            + text
                            + "': Argument out of the range that a Duration can represent due to int64_t's size limit");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /** The duration in the largest unit that prints it whole, as Mesos prints it. */
    public static String print(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos < 0) {
            return "-"
                    + print(
                            nanos == Long.MIN_VALUE
                                    ? Duration.ofNanos(Long.MAX_VALUE)
                                    : duration.negated());
        }
        Unit unit = Unit.largestUpTo(nanos);
        Unit finer = unit.finer();
        if (nanos % unit.nanos != 0 && nanos % finer.nanos == 0) {
            unit = finer;
        }
        return amount(nanos, unit) + unit.suffix;
    }

    /** What a C++ stream prints with 15 significant digits. */
    private static String amount(long nanos, Unit unit) {
        if (nanos % unit.nanos == 0) {
            return Long.toString(nanos / unit.nanos);
        }
        return BigDecimal.valueOf(nanos)
                .divide(BigDecimal.valueOf(unit.nanos), new MathContext(15, RoundingMode.HALF_EVEN))
                .stripTrailingZeros()
                .toPlainString();
    }

    private enum Unit {
        NANOSECONDS("ns", 1L),
        MICROSECONDS("us", 1_000L),
        MILLISECONDS("ms", 1_000_000L),
        SECONDS("secs", 1_000_000_000L),
        MINUTES("mins", 60_000_000_000L),
        HOURS("hrs", 3_600_000_000_000L),
        DAYS("days", 86_400_000_000_000L),
        WEEKS("weeks", 604_800_000_000_000L);

        private final String suffix;
        private final long nanos;

        Unit(String suffix, long nanos) {
            this.suffix = suffix;
            this.nanos = nanos;
        }

        static Unit named(String suffix) {
            for (Unit unit : values()) {
                if (unit.suffix.equals(suffix)) {
                    return unit;
                }
            }
            throw new IllegalArgumentException(
                    "Unknown duration unit '"
                            + suffix
                            + "'; supported units are"
                            + " 'ns', 'us', 'ms', 'secs', 'mins', 'hrs', 'days', and 'weeks'");
        }

        /** The next smaller unit; nanoseconds have none but themselves. */
        Unit finer() {
            return largestUpTo(nanos - 1);
        }

        private static Unit largestUpTo(long nanos) {
            Unit largest = NANOSECONDS;
            for (Unit unit : values()) {
                if (unit.nanos <= nanos) {
                    largest = unit;
                }
            }
            return largest;
        }
    }
}
