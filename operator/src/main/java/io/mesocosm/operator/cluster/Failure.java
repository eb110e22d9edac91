package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mesocosm.operator.certificate.NotIssued;
import io.mesocosm.operator.child.Foreign;
import java.util.stream.Stream;

/**
 * Why a cluster could not be made so, in a condition's words.
 *
 * @param awaitsAuthority whether all that is missing is an authority that somebody else issues
 */
record Failure(String reason, String message, boolean awaitsAuthority) {

    /** What an exception tells, which the framework has put into another one as a rule. */
    static Failure of(Exception error) {
        Throwable cause =
                Stream.iterate((Throwable) error, one -> one != null, Throwable::getCause)
                        .filter(Failure::isKnown)
                        .findFirst()
                        .orElse(error);
        return switch (cause) {
            case Foreign foreign -> new Failure("NameTaken", text(foreign), false);
            case NotIssued waiting -> new Failure("AuthorityNotIssued", text(waiting), true);
            case KubernetesClientException api when api.getStatus() != null ->
                    new Failure("ApplyFailed", String.valueOf(api.getStatus().getMessage()), false);
            default -> new Failure("ApplyFailed", text(cause), false);
        };
    }

    private static boolean isKnown(Throwable cause) {
        return cause instanceof Foreign
                || cause instanceof NotIssued
                || cause instanceof KubernetesClientException;
    }

    private static String text(Throwable cause) {
        return String.valueOf(cause.getMessage());
    }
}
