package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** HTTP Basic authentication of one realm (spec §9). */
public final class BasicAuthentication {
    private final String realm;
    private final Credentials credentials;

    public BasicAuthentication(String realm, Credentials credentials) {
        this.realm = requireNonNull(realm, "realm");
        this.credentials = requireNonNull(credentials, "credentials");
    }

    /** The endpoint for those who prove to be a principal; 401 for all others. */
    public Endpoint guard(Endpoint endpoint) {
        return exchange -> {
            String principal = principal(exchange.header("Authorization"));
            if (principal == null) {
                throw HttpRefusal.of(401).with("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
            }
            exchange.authenticatedAs(principal);
            endpoint.answer(exchange);
        };
    }

    private @Nullable String principal(@Nullable String header) {
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return null;
        }
        String pair;
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
            pair = new String(decoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return null;
        }
        String principal = pair.substring(0, colon);
        return credentials.match(principal, pair.substring(colon + 1)) ? principal : null;
    }
}
