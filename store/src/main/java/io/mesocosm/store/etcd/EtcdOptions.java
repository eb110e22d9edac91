package io.mesocosm.store.etcd;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where etcd is and how it is used.
 *
 * @param endpoints the members, each {@code host:port}
 * @param prefix what all keys of this cluster start with; ends with a slash
 * @param timeout the longest that a call may take
 * @param ttl how long a leadership outlives the last keep-alive, in whole seconds (etcd's least by
 *     default is 2 s)
 * @param page the most entries read by one call
 * @param tls nothing for plain text
 */
public record EtcdOptions(
        List<String> endpoints,
        String prefix,
        Duration timeout,
        Duration ttl,
        int page,
        Optional<EtcdTls> tls) {
    private static final int MAX_PORT = 65_535;

    public EtcdOptions {
        endpoints = List.copyOf(endpoints);
        requireNonNull(prefix, "prefix");
        requireNonNull(tls, "tls");
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(
                    "no etcd endpoint given: name at least one host:port");
        }
        endpoints.forEach(EtcdOptions::requireEndpoint);
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "the etcd prefix '" + prefix + "' must end with a slash");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("the etcd timeout must be longer than " + timeout);
        }
        if (!ttl.isPositive() || !ttl.equals(Duration.ofSeconds(ttl.toSeconds()))) {
            throw new IllegalArgumentException(
                    "the etcd lease's TTL must be whole seconds, at least one, not " + ttl);
        }
        if (page < 1) {
            throw new IllegalArgumentException("a page of " + page + " entries: at least one");
        }
    }

    /** The defaults for those members. */
    public static EtcdOptions of(List<String> endpoints) {
        return new EtcdOptions(
                endpoints,
                "/mesocosm/",
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                1_000,
                Optional.empty());
    }

    /** The same with another prefix. */
    public EtcdOptions withPrefix(String other) {
        return new EtcdOptions(endpoints, other, timeout, ttl, page, tls);
    }

    /** The same with another timeout. */
    public EtcdOptions withTimeout(Duration other) {
        return new EtcdOptions(endpoints, prefix, other, ttl, page, tls);
    }

    /** The same with another time to live. */
    public EtcdOptions withTtl(Duration other) {
        return new EtcdOptions(endpoints, prefix, timeout, other, page, tls);
    }

    /** The same with pages of that many entries. */
    public EtcdOptions withPage(int entries) {
        return new EtcdOptions(endpoints, prefix, timeout, ttl, entries, tls);
    }

    /** The same over mutual TLS. */
    public EtcdOptions withTls(EtcdTls files) {
        return new EtcdOptions(endpoints, prefix, timeout, ttl, page, Optional.of(files));
    }

    static String host(String endpoint) {
        String host = endpoint.substring(0, endpoint.lastIndexOf(':'));
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }

    private static void requireEndpoint(String endpoint) {
        int colon = endpoint.lastIndexOf(':');
        String digits = endpoint.substring(colon + 1);
        boolean good =
                colon > 0
                        && digits.matches("[0-9]{1,5}")
                        && Integer.parseInt(digits) <= MAX_PORT
                        && endpoint.indexOf('/') < 0;
        if (!good) {
            throw new IllegalArgumentException(
                    "the etcd endpoint '" + endpoint + "' is not of the form host:port");
        }
    }
}
