package io.mesocosm.marathon.server;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.ProbeServer;
import io.mesocosm.http.Routes;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ports that are bound: for plain HTTP, for TLS, or for both, and for probes (spec §8). */
final class Doors implements AutoCloseable {

    private final ServerSettings settings;
    private @Nullable HttpServer plain;
    private @Nullable HttpServer secure;
    private @Nullable ProbeServer probes;

    private Doors(ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * Binds what is to be served.
     *
     * @param identity as which it is served over TLS; null where it is not
     * @throws IOException when a port cannot be bound; none is then
     */
    static Doors bind(ServerSettings settings, @Nullable TlsIdentity identity) throws IOException {
        if (!settings.ports().plain() && identity == null) {
            throw new IllegalArgumentException("neither plain HTTP nor TLS is to be served");
        }
        Doors doors = new Doors(settings);
        boolean done = false;
        try {
            doors.open(identity);
            done = true;
            return doors;
        } finally {
            if (!done) {
                doors.close();
            }
        }
    }

    private void open(@Nullable TlsIdentity identity) throws IOException {
        ServerSettings.Ports ports = settings.ports();
        String address = settings.address();
        if (ports.plain()) {
            plain = HttpServer.bind(new HttpServerSettings("marathon", address, ports.http()));
        }
        if (identity != null) {
            secure =
                    HttpServer.bind(
                            new HttpServerSettings("marathon-tls", address, ports.https())
                                    .with(identity.context()));
        }
        if (ports.probes() != null) {
            probes = ProbeServer.bind("marathon", address, ports.probes());
        }
    }

    /**
     * Begins to answer.
     *
     * @param watched what the port for probes answers, by path
     */
    void serve(Routes routes, Map<String, Endpoint> watched) {
        if (plain != null) {
            plain.serve(routes);
        }
        if (secure != null) {
            secure.serve(routes);
        }
        if (probes != null) {
            probes.serve(watched);
        }
    }

    /** Where this Marathon is to be found. */
    Lead.Known known() {
        int http = plain == null ? settings.ports().http() : plain.port();
        int https = secure == null ? settings.ports().https() : secure.port();
        String host = settings.hostname();
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return new Lead.Known(
                secure != null && settings.isKnownByTls()
                        ? "https://" + name + ":" + https
                        : "http://" + name + ":" + http,
                http,
                https);
    }

    /** The port for probes; 0 where there is none. */
    int probePort() {
        return probes == null ? 0 : probes.port();
    }

    @Override
    public void close() {
        if (plain != null) {
            plain.close();
        }
        if (secure != null) {
            secure.close();
        }
        if (probes != null) {
            probes.close();
        }
    }
}
