package io.mesocosm.protocol.json;

/** Numbers as rapidjson prints them, straight into a buffer. */
final class JsonNumbers {

    /** No number is longer than this. */
    static final int MAX_LENGTH = 32;

    private static final double LARGEST_THOUSANDTH = 1e12;

    private JsonNumbers() {}

    static int putLong(long value, byte[] out, int start) {
        int at = start;
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                return putAscii("-9223372036854775808", out, at);
            }
            out[at++] = '-';
            value = -value;
        }
        int end = at + digits(value);
        for (int i = end - 1; i >= at; i--) {
            long tenth = value / 10;
            out[i] = (byte) ('0' + (value - tenth * 10));
            value = tenth;
        }
        return end;
    }

    static int putDouble(double value, byte[] out, int start) {
        if (Double.isNaN(value)) {
            return putAscii("NaN", out, start);
        }
        if (Double.isInfinite(value)) {
            return putAscii(value > 0 ? "Infinity" : "-Infinity", out, start);
        }
        int at = start;
        if (value < 0 || 1 / value < 0) {
            out[at++] = '-';
            value = -value;
        }
        if (value < LARGEST_THOUSANDTH) {
            // Nearly every double in Mesos is a scalar of at most three decimals.
            long thousandths = Math.round(value * 1000);
            if (thousandths / 1000.0 == value) {
                return putThousandths(thousandths, out, at);
            }
        }
        return putShortest(value, out, at);
    }

    private static int putThousandths(long thousandths, byte[] out, int start) {
        int at = putLong(thousandths / 1000, out, start);
        int fraction = (int) (thousandths % 1000);
        out[at++] = '.';
        out[at++] = (byte) ('0' + fraction / 100);
        if (fraction % 100 != 0) {
            out[at++] = (byte) ('0' + fraction / 10 % 10);
            if (fraction % 10 != 0) {
                out[at++] = (byte) ('0' + fraction % 10);
            }
        }
        return at;
    }

    /**
     * The shortest digits that read back as the value, laid out by rapidjson's rules instead of
     * Java's.
     */
    private static int putShortest(double value, byte[] out, int start) {
        String text = Double.toString(value);
        StringBuilder digits = new StringBuilder(20);
        int exponentAt = text.indexOf('E');
        int mantissaEnd = exponentAt < 0 ? text.length() : exponentAt;
        int point = text.indexOf('.');
        digits.append(text, 0, point).append(text, point + 1, mantissaEnd);
        // The value is 0.DIGITS * 10^magnitude.
        int magnitude =
                point
                        + (exponentAt < 0
                                ? 0
                                : Integer.parseInt(text, exponentAt + 1, text.length(), 10));
        int leading = 0;
        while (leading < digits.length() - 1 && digits.charAt(leading) == '0') {
            leading++;
        }
        digits.delete(0, leading);
        magnitude -= leading;
        while (digits.length() > 1 && digits.charAt(digits.length() - 1) == '0') {
            digits.setLength(digits.length() - 1);
        }
        return putAscii(layOut(digits, magnitude), out, start);
    }

    private static String layOut(StringBuilder digits, int magnitude) {
        int length = digits.length();
        if (magnitude > 21 || magnitude <= -6) {
            if (length > 1) {
                digits.insert(1, '.');
            }
            return digits.append('e').append(magnitude - 1).toString();
        }
        if (magnitude >= length) {
            return digits.repeat('0', magnitude - length).append(".0").toString();
        }
        if (magnitude > 0) {
            return digits.insert(magnitude, '.').toString();
        }
        return "0." + "0".repeat(-magnitude) + digits;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    private static int putAscii(String text, byte[] out, int start) {
        for (int i = 0; i < text.length(); i++) {
            out[start + i] = (byte) text.charAt(i);
        }
        return start + text.length();
    }
}
