package io.mesocosm.operator.marathon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mesocosm.operator.child.ClusterName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;

/** The Marathons of all clusters, over their REST API; every call ends within a few seconds. */
public final class MarathonApi implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What Marathon said; the body is missing where it is no JSON. */
    public record Answer(int status, JsonNode body) {
        public boolean isOk() {
            return status / 100 == 2;
        }
    }

    /** Marathon did not answer: nothing is known of what it did. */
    public static final class Unreachable extends Exception {
        private static final long serialVersionUID = 1;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String url;

    /**
     * @param url with {cluster} and {namespace}
     */
    public MarathonApi(String url) {
        this.url = url;
    }

    public Answer get(ClusterName cluster, String path) throws Unreachable {
        return call(request(cluster, path).GET());
    }

    public Answer put(ClusterName cluster, String path, JsonNode body) throws Unreachable {
        return call(
                request(cluster, path)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body.toString())));
    }

    public Answer delete(ClusterName cluster, String path) throws Unreachable {
        return call(request(cluster, path).DELETE());
    }

    /** The lines of Marathon's event stream, until it or the caller closes it. */
    Stream<String> events(ClusterName cluster) throws Unreachable, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(cluster, "/v2/events?plan-format=light"))
                        .header("Accept", "text/event-stream")
                        .build();
        try {
            HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
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
                url.replace("{cluster}", cluster.name()).replace("{namespace}", cluster.namespace())
                        + path);
    }

    private HttpRequest.Builder request(ClusterName cluster, String path) {
        return HttpRequest.newBuilder(uri(cluster, path))
                .timeout(ANSWER)
                .header("Accept", "application/json");
    }

    private Answer call(HttpRequest.Builder builder) throws Unreachable {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 500 && response.statusCode() != 501) {
                throw new Unreachable(
                        "status " + response.statusCode() + ": " + response.body(),
                        new IOException());
            }
            return new Answer(response.statusCode(), json(response.body()));
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
        http.shutdownNow();
    }
}
