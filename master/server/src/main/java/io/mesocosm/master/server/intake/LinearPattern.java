package io.mesocosm.master.server.intake;

import io.mesocosm.allocator.OfferConstraints.TextPattern;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of an offer constraint. Mesos takes RE2 and bounds its program to 100
 * instructions (spec §1.5); here its length is bounded, what RE2 does not know is refused, and the
 * steps of one match are, so that no expression holds the allocator up.
 */
final class LinearPattern implements TextPattern {
    private static final int LENGTH_MAX = 100;
    private static final int STEPS_MAX = 100_000;
    private static final Pattern NOT_RE2 =
            Pattern.compile("\\(\\?(?:[=!>]|<[=!])|\\\\[1-9kGZ]|[*+?}]\\+");

    private final Pattern pattern;

    private LinearPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static LinearPattern compile(String regex) {
        if (regex.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "Failed to construct regex from pattern '%s': it has more than %d characters"
                            .formatted(regex, LENGTH_MAX));
        }
        if (NOT_RE2.matcher(regex).find()) {
            throw new IllegalArgumentException(
                    "Failed to construct regex from pattern '%s': it needs back-tracking, which RE2 does not do"
                            .formatted(regex));
        }
        try {
            return new LinearPattern(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Failed to construct regex from pattern '%s': %s"
                            .formatted(regex, e.getDescription()),
                    e);
        }
    }

    @Override
    public boolean matches(String text) {
        try {
            return pattern.matcher(new CountedText(text, new Steps(), 0, text.length())).matches();
        } catch (TooManySteps e) {
            return false;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super(null, null, false, false);
        }
    }

    private static final class Steps {
        private int taken;
    }

    /** Text that counts how often it is looked at. */
    private record CountedText(String text, Steps steps, int begin, int end)
            implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++steps.taken > STEPS_MAX) {
                throw new TooManySteps();
            }
            return text.charAt(begin + index);
        }

        @Override
        public int length() {
            return end - begin;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new CountedText(text, steps, begin + from, begin + to);
        }

        @Override
        public String toString() {
            return text.substring(begin, end);
        }
    }
}
