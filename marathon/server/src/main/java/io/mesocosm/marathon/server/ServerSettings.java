package io.mesocosm.marathon.server;

import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.server.leadership.ProxySettings;
import io.mesocosm.marathon.server.rest.Access;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a Marathon serves.
 *
 * @param address the address to bind
 * @param ports the ports to bind
 * @param hostname the name others reach it by
 * @param access who may use it
 * @param proxy how it has the leader answer while it does not lead
 * @param shown the values of the flags, for /v2/info
 */
public record ServerSettings(
        Settings core,
        String address,
        Ports ports,
        String hostname,
        int concurrentHealthChecks,
        Access access,
        ProxySettings proxy,
        Map<String, Object> shown) {

    /**
     * Ports, 0 for any.
     *
     * @param http over plain HTTP
     * @param https over TLS, by a Marathon that has an identity
     * @param plain whether plain HTTP is served
     * @param probes of the plain port for probes; null for none
     */
    public record Ports(int http, int https, boolean plain, @Nullable Integer probes) {

        /** Marathon's own. */
        public static final Ports DEFAULT = new Ports(8080, 8443, true);

        /** Without a port for probes. */
        public Ports(int http, int https, boolean plain) {
            this(http, https, plain, null);
        }
    }

    /** Whether a Marathon that has an identity is known to others by its port for TLS. */
    boolean isKnownByTls() {
        return !ports.plain() || access.isGuarded();
    }
}
