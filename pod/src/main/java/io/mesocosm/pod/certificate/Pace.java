package io.mesocosm.pod.certificate;

import java.time.Duration;

/**
 * How long an enrolment waits.
 *
 * @param look between looks at files that are good
 * @param answer for an answer
 * @param failure when the API server cannot be reached
 * @param refusal after a refusal: Kubernetes keeps each request for an hour
 */
record Pace(Duration look, Growing answer, Growing failure, Growing refusal) {
    static final Pace USUAL =
            new Pace(
                    Duration.ofSeconds(10),
                    new Growing(Duration.ofMillis(100), Duration.ofSeconds(5)),
                    new Growing(Duration.ofMillis(500), Duration.ofMinutes(1)),
                    new Growing(Duration.ofSeconds(1), Duration.ofMinutes(5)));

    /** A wait that is doubled each time, up to a bound. */
    record Growing(Duration first, Duration most) {
        private static final int DOUBLINGS = 16;

        /**
         * @param times that it was waited before
         */
        Duration after(int times) {
            Duration wait = first.multipliedBy(1L << Math.min(times, DOUBLINGS));
            return wait.compareTo(most) < 0 ? wait : most;
        }
    }
}
