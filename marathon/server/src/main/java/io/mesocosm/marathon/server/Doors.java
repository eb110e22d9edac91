package io.mesocosm.marathon.server;

import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The ports that are bound: for plain HTTP, for TLS, or for both (spec §8). */
final class Doors implements AutoCloseable {

    private final @Nullable HttpServer plain;
    private final @Nullable HttpServer secure;
    private final Lead.Known known;

    private Doors(
            ServerSettings settings, @Nullable HttpServer plain, @Nullable HttpServer secure) {
        this.plain = plain;
        this.secure = secure;
        int http = plain == null ? settings.ports().http() : plain.port();
        int https = secure == null ? settings.ports().https() : secure.port();
        String host = settings.hostname();
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        this.known =
                new Lead.Known(
                        secure != null && settings.isKnownByTls()
                                ? "https://" + name + ":" + https
                                : "http://" + name + ":" + http,
                        http,
                        https);
    }

    /**
     * Binds what is to be served.
     *
     * @param identity as which it is served over TLS; null where it is not
     * @throws IOException when a port cannot be bound; none is then
     */
    static Doors bind(ServerSettings settings, @Nullable TlsIdentity identity) throws IOException {
        ServerSettings.Ports ports = settings.ports();
        if (!ports.plain() && identity == null) {
            throw new IllegalArgumentException("neither plain HTTP nor TLS is to be served");
        }
        HttpServerSettings http =
                new HttpServerSettings("marathon", settings.address(), ports.http());
        HttpServer plain = ports.plain() ? HttpServer.bind(http) : null;
        if (identity == null) {
            return new Doors(settings, plain, null);
        }
        try {
            HttpServerSettings https =
                    new HttpServerSettings("marathon-tls", settings.address(), ports.https())
                            .with(identity.context());
            return new Doors(settings, plain, HttpServer.bind(https));
        } catch (IOException e) {
            if (plain != null) {
                plain.close();
            }
            throw e;
        }
    }

    void serve(Routes routes) {
        if (plain != null) {
            plain.serve(routes);
        }
        if (secure != null) {
            secure.serve(routes);
        }
    }

    Lead.Known known() {
        return known;
    }

    @Override
    public void close() {
        if (plain != null) {
            plain.close();
        }
        if (secure != null) {
            secure.close();
        }
    }
}
