package io.mesocosm.scheduler;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A principal and its secret, sent with each request by HTTP Basic authentication. */
public record BasicCredentials(String principal, String secret) {

    public BasicCredentials {
        requireNonNull(secret);
        if (principal.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "HTTP Basic cannot carry a principal with a colon: " + principal);
        }
    }

    String header() {
        byte[] pair = (principal + ':' + secret).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "BasicCredentials[principal=" + principal + "]";
    }
}
