package io.mesocosm.http;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

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
    private static final String PATH_MARKS = "-._~!$&'()*+,;=:@/";
    private static final String QUERY_MARKS = PATH_MARKS + "?";

    private final HttpClient client;
    private final Manner manner;

    /**
     * How requests are passed on.
     *
     * @param connectTimeout how long a server may take to take a connection
     * @param answerTimeout how long until its answer begins; for ever if empty
     * @param refusal what is answered when the server at the address gives no answer
     * @param tls whom servers at {@code https} addresses see, and which of them are trusted; the
     *     JVM's own trust if empty
     */
    public record Manner(
            Duration connectTimeout,
            Optional<Duration> answerTimeout,
            BiFunction<URI, IOException, HttpRefusal> refusal,
            Optional<SSLContext> tls) {
        public Manner {
            requireNonNull(connectTimeout, "connectTimeout");
            requireNonNull(answerTimeout, "answerTimeout");
            requireNonNull(refusal, "refusal");
            requireNonNull(tls, "tls");
        }

        /** For servers over plain HTTP. */
        public Manner(
                Duration connectTimeout,
                Optional<Duration> answerTimeout,
                BiFunction<URI, IOException, HttpRefusal> refusal) {
            this(connectTimeout, answerTimeout, refusal, Optional.empty());
        }

        /** The same, as this identity at {@code https} addresses; null for none. */
        public Manner with(@Nullable SSLContext identity) {
            return new Manner(
                    connectTimeout, answerTimeout, refusal, Optional.ofNullable(identity));
        }
    }

    /** A proxy that gives a server so long to take a connection. */
    public ReverseProxy(Duration connectTimeout) {
        this(
                new Manner(
                        connectTimeout,
                        Optional.empty(),
                        (target, e) -> HttpRefusal.of(502, "No answer from " + target + ": " + e)));
    }

    public ReverseProxy(Manner manner) {
        this.manner = requireNonNull(manner);
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(manner.connectTimeout())
                        .followRedirects(HttpClient.Redirect.NEVER);
        manner.tls().ifPresent(builder::sslContext);
        client = builder.build();
    }

    /**
     * What the exchange asks for, at another server: what a client sent without encoding it, as
     * some do, is encoded.
     *
     * @param base the scheme and the authority, as {@code http://host:port}
     */
    public static URI target(String base, Exchange exchange) {
        String query = exchange.rawQuery();
        return URI.create(
                base
                        + encoded(exchange.rawPath(), PATH_MARKS)
                        + (query == null ? "" : "?" + encoded(query, QUERY_MARKS)));
    }

    private static String encoded(String sent, String marks) {
        StringBuilder out = new StringBuilder(sent.length());
        for (byte b : sent.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '%'
                            || marks.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append("%%%02X".formatted((int) c));
            }
        }
        return out.toString().replaceAll("%(?![0-9a-fA-F]{2})", "%25");
    }

    /**
     * Asks the target the same and answers the exchange by what it says.
     *
     * @throws HttpRefusal 502 when the target cannot be reached
     */
    public void pass(Exchange exchange, URI target) throws IOException {
        pass(exchange, target, Map.of());
    }

    /**
     * As above, with more headers, which replace those that the exchange has of the same name.
     *
     * @throws HttpRefusal as the proxy's manner says when the target gives no answer
     */
    public void pass(Exchange exchange, URI target, Map<String, String> headers)
            throws IOException {
        HttpResponse<InputStream> response = ask(request(exchange, target, headers));
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
            throw manner.refusal().apply(request.uri(), e);
        }
    }

    private HttpRequest request(Exchange exchange, URI target, Map<String, String> more)
            throws IOException {
        byte[] body = exchange.body();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .method(
                                exchange.method(),
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        manner.answerTimeout().ifPresent(request::timeout);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(exchange.headers());
        headers.putAll(more);
        headers.keySet().removeIf(name -> HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT)));
        headers.forEach(request::header);
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
