package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Passes a request on to another server and its answer back, piece by piece. */
public final class ReverseProxy implements AutoCloseable {
    private static final Set<String> HOP_BY_HOP =
            Set.of(
                    "connection",
                    "content-length",
                    "date",
                    "expect",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private final HttpClient client;

    /** A proxy that gives a server so long to take a connection. */
    public ReverseProxy(Duration connectTimeout) {
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(requireNonNull(connectTimeout))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * Asks the target the same and answers the exchange by what it says.
     *
     * @throws HttpRefusal 502 when the target cannot be reached
     */
    public void pass(Exchange exchange, URI target) throws IOException {
        HttpResponse<InputStream> response = ask(request(exchange, target));
        try (InputStream in = response.body()) {
            for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
                if (!HOP_BY_HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                    exchange.setHeader(header.getKey(), String.join(", ", header.getValue()));
                }
            }
            try (OutputStream out = exchange.relay(response.statusCode())) {
                in.transferTo(out);
            }
        }
    }

    private HttpResponse<InputStream> ask(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopping", e);
        } catch (IOException e) {
            throw HttpRefusal.of(502, "No answer from " + request.uri() + ": " + e);
        }
    }

    private static HttpRequest request(Exchange exchange, URI target) throws IOException {
        byte[] body = exchange.body();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .method(
                                exchange.method(),
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.headers()
                .forEach(
                        (name, value) -> {
                            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                                request.header(name, value);
                            }
                        });
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
