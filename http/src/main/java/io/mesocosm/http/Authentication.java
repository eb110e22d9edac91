package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, for one realm: by the certificate that it proved to be, whose common name is the
 * principal, else by HTTP Basic (spec §9).
 */
public final class Authentication {
    private final String realm;
    private final @Nullable Credentials credentials;
    private final Set<String> groups;

    /**
     * @param credentials for HTTP Basic; null where certificates alone count
     * @param groups the organizations whose certificates count; none where Basic alone does
     */
    public Authentication(String realm, @Nullable Credentials credentials, Set<String> groups) {
        this.realm = requireNonNull(realm, "realm");
        this.credentials = credentials;
        this.groups = Set.copyOf(groups);
    }

    /** The endpoint for those who prove to be a principal; 401 for all others. */
    public Endpoint guard(Endpoint endpoint) {
        return exchange -> {
            if (!certified(exchange)) {
                String principal = basic(exchange.header("Authorization"));
                if (principal == null) {
                    throw HttpRefusal.of(401)
                            .with("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
                }
                exchange.authenticatedAs(principal, null);
            }
            endpoint.answer(exchange);
        };
    }

    private boolean certified(Exchange exchange) {
        X509Certificate certificate = exchange.certificate();
        if (certificate == null) {
            return false;
        }
        try {
            LdapName name = new LdapName(certificate.getSubjectX500Principal().getName());
            String group = part(name, "O");
            String principal = part(name, "CN");
            if (group == null || principal == null || !groups.contains(group)) {
                return false;
            }
            exchange.authenticatedAs(principal, group);
            return true;
        } catch (InvalidNameException e) {
            return false;
        }
    }

    private static @Nullable String part(LdapName name, String kind) {
        return name.getRdns().stream()
                .filter(part -> part.getType().equalsIgnoreCase(kind))
                .map(part -> part.getValue().toString())
                .findFirst()
                .orElse(null);
    }

    private @Nullable String basic(@Nullable String header) {
        if (credentials == null
                || header == null
                || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
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
