package io.mesocosm.pod.certificate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** Where certificates are asked for. */
interface SigningRequests {

    /** What has become of a request. */
    sealed interface Answer {
        /** Nothing yet. */
        record Waiting() implements Answer {}

        /**
         * It is granted.
         *
         * @param certificate in PEM
         */
        record Signed(String certificate) implements Answer {
            public Signed {
                requireNonNull(certificate, "certificate");
            }
        }

        /**
         * It is not granted, and never will be.
         *
         * @param message why
         */
        record Refused(String message) implements Answer {
            public Refused {
                requireNonNull(message, "message");
            }
        }

        /** Nobody knows it any more. */
        record Gone() implements Answer {}
    }

    /**
     * Asks for a certificate.
     *
     * @param signer who is to sign
     * @param request in PEM (PKCS#10)
     * @return the name under which the request is kept
     */
    String ask(String signer, String request) throws IOException, InterruptedException;

    Answer read(String name) throws IOException, InterruptedException;
}
