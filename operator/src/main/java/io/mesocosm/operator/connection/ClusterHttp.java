package io.mesocosm.operator.connection;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One API of all clusters, over HTTP and with the operator's identity where a cluster is secured;
 * every call ends within a few seconds, unless it is said otherwise. Safe for any thread.
 */
public final class ClusterHttp implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A client, and as whom it speaks; null for nobody. */
    private record Speaker(@Nullable TlsIdentity identity, HttpClient http) {}

    private final String url;
    private final OperatorIdentities identities;
    private final Duration patience;
    private final Map<ClusterName, Speaker> speakers = new ConcurrentHashMap<>();

    /**
     * @param url with {scheme}, {cluster} and {namespace}
     * @param identities as which it speaks to each cluster
     */
    public ClusterHttp(String url, OperatorIdentities identities) {
        this(url, identities, ANSWER);
    }

    /** For an API whose calls may take longer. */
    public ClusterHttp(String url, OperatorIdentities identities, Duration patience) {
        this.url = url;
        this.identities = identities;
        this.patience = patience;
    }

    private HttpClient http(ClusterName cluster) throws Unreachable {
        if (!identities.knows(cluster)) {
            throw new Unreachable(
                    "its cluster has not been looked at yet", new IOException("no identity"));
        }
        TlsIdentity identity = identities.of(cluster).orElse(null);
        return requireNonNull(
                        speakers.compute(
                                cluster,
                                (_, before) -> {
                                    if (before != null && before.identity == identity) {
                                        return before;
                                    }
                                    // The one before ends when nobody speaks through it any more.
                                    return new Speaker(identity, client(identity));
                                }))
                .http;
    }

    private static HttpClient client(@Nullable TlsIdentity identity) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT);
        return (identity == null ? builder : builder.sslContext(identity.context())).build();
    }

    public Answer get(ClusterName cluster, String path) throws Unreachable {
        return call(cluster, request(cluster, path).GET());
    }

    /** With further headers, which may carry a trace on. */
    public Answer put(ClusterName cluster, String path, JsonNode body, Map<String, String> headers)
            throws Unreachable {
        HttpRequest.Builder request = sending(cluster, path);
        headers.forEach(request::setHeader);
        return call(cluster, request.PUT(BodyPublishers.ofString(body.toString())));
    }

    public Answer post(ClusterName cluster, String path, JsonNode body) throws Unreachable {
        return call(cluster, sending(cluster, path).POST(BodyPublishers.ofString(body.toString())));
    }

    public Answer delete(ClusterName cluster, String path) throws Unreachable {
        return call(cluster, request(cluster, path).DELETE());
    }

    /** The lines of an event stream, until it or the caller closes it. */
    public Stream<String> events(ClusterName cluster, String path)
            throws Unreachable, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(cluster, path))
                        .header("Accept", "text/event-stream")
                        .build();
        try {
            HttpResponse<Stream<String>> response =
                    http(cluster).send(request, BodyHandlers.ofLines());
            if (response.statusCode() == 200) {
                return response.body();
            }
            response.body().close();
            throw new Unreachable("status " + response.statusCode(), new IOException());
        } catch (IOException e) {
            throw new Unreachable(reason(e), e);
        }
    }

    private URI uri(ClusterName cluster, String path) {
        return URI.create(
                url.replace("{scheme}", identities.of(cluster).isPresent() ? "https" : "http")
                                .replace("{cluster}", cluster.name())
                                .replace("{namespace}", cluster.namespace())
                        + path);
    }

    private HttpRequest.Builder request(ClusterName cluster, String path) {
        return HttpRequest.newBuilder(uri(cluster, path))
                .timeout(patience)
                .header("Accept", "application/json");
    }

    private HttpRequest.Builder sending(ClusterName cluster, String path) {
        return request(cluster, path).header("Content-Type", "application/json");
    }

    private Answer call(ClusterName cluster, HttpRequest.Builder builder) throws Unreachable {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = http(cluster).send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 500 && response.statusCode() != 501) {
                throw new Unreachable(
                        "status " + response.statusCode() + ": " + response.body(),
                        new IOException());
            }
            return new Answer(response.statusCode(), response.body(), json(response.body()));
        } catch (IOException e) {
            throw new Unreachable(
                    request.uri().getAuthority() + " does not answer: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        speakers.values().forEach(speaker -> speaker.http.shutdownNow());
    }
}
