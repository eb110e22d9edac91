package io.mesocosm.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** Principals and their secrets. */
public final class Credentials {
    private final Map<String, String> secrets;

    public Credentials(Map<String, String> secretsByPrincipal) {
        this.secrets = Map.copyOf(secretsByPrincipal);
    }

    /** Whether the secret is the principal's; takes the same time wherever they differ. */
    public boolean match(String principal, String secret) {
        String expected = secrets.get(principal);
        return MessageDigest.isEqual(bytes(expected == null ? "" : expected), bytes(secret))
                && expected != null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
