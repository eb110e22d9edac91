package io.mesocosm.marathon.server.leadership;

import java.time.Duration;

/**
 * How requests are passed on to the leader (spec §1.8, §8).
 *
 * @param connectTimeout how long it may take to connect, and to get one of the connections
 * @param readTimeout how long the leader may take to begin its answer
 * @param connections the most requests that are passed on at a time
 * @param anyHost whether a leader is trusted over TLS by any Marathon's certificate, whatever host
 *     that is for
 */
public record ProxySettings(
        Duration connectTimeout, Duration readTimeout, int connections, boolean anyHost) {

    public static final ProxySettings DEFAULT =
            new ProxySettings(Duration.ofSeconds(5), Duration.ofSeconds(10), 64, false);
}
