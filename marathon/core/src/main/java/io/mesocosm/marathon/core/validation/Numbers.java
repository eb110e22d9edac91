package io.mesocosm.marathon.core.validation;

/** Bounds on numbers, refused in Marathon's words. */
final class Numbers {

    private Numbers() {}

    static void atLeast(Violations violations, String path, double value, double minimum) {
        violations.require(
                value >= minimum,
                path,
                "got " + text(value) + ", expected " + text(minimum) + " or more");
    }

    static void between(Violations violations, String path, double value, double high) {
        violations.require(
                value >= 0 && value <= high,
                path,
                "got " + value + ", expected between 0.0 and " + high);
    }

    static void port(Violations violations, String path, int value) {
        violations.require(
                value >= 0 && value <= 65535,
                path,
                "got " + value + ", expected between 0 and 65535");
    }

    private static String text(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
