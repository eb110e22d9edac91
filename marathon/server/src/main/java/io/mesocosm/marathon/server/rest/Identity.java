package io.mesocosm.marathon.server.rest;

import java.net.URI;
import java.time.Clock;
import java.util.Map;

/**
 * Who this Marathon is, as it tells others.
 *
 * @param url how others reach it: the scheme, its name and the port
 * @param configuration the values of its flags, without secrets
 * @param abdicate gives leadership up: the process ends soon after
 */
public record Identity(
        String url,
        int httpPort,
        int httpsPort,
        Map<String, Object> configuration,
        Clock clock,
        Runnable abdicate) {

    /** The version of Marathon whose behaviour this one has. */
    public static final String VERSION = "1.11.0";

    String address() {
        return URI.create(url).getAuthority();
    }
}
