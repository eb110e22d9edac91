package io.mesocosm.marathon.server;

import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.server.leadership.ProxySettings;
import io.mesocosm.marathon.server.rest.Access;
import java.util.Map;

/**
 * How a Marathon serves.
 *
 * @param address the address to bind
 * @param port the port to bind, 0 for any
 * @param hostname the name others reach it by
 * @param access who may use it
 * @param proxy how it has the leader answer while it does not lead
 * @param shown the values of the flags, for /v2/info
 */
public record ServerSettings(
        Settings core,
        String address,
        int port,
        String hostname,
        int concurrentHealthChecks,
        Access access,
        ProxySettings proxy,
        Map<String, Object> shown) {}
