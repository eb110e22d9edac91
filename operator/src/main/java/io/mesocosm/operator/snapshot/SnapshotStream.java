package io.mesocosm.operator.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mesocosm.tls.TlsIdentity;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has a member of an etcd send its database, over the HTTP API of etcd. */
final class SnapshotStream implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader NODES = JSON.readerFor(JsonNode.class);

    private final List<String> endpoints;
    private final String scheme;
    private final HttpClient http;

    /**
     * @param endpoints each as host:port
     * @param identity as which to speak, null for an etcd without TLS
     */
    SnapshotStream(List<String> endpoints, @Nullable TlsIdentity identity) {
        this.endpoints = List.copyOf(endpoints);
        scheme = identity == null ? "http://" : "https://";
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(CONNECT);
        http = (identity == null ? builder : builder.sslContext(identity.context())).build();
    }

    /** Writes what the first member sends that is able to. */
    void writeTo(Path file) throws IOException, InterruptedException {
        List<String> refusals = new ArrayList<>();
        for (String endpoint : endpoints) {
            try {
                requireUpToDate(endpoint);
                copy(endpoint, file);
                return;
            } catch (SnapshotFailure e) {
                refusals.add(endpoint + ": " + e.getMessage());
            }
        }
        throw new SnapshotFailure(
                "no member of etcd has sent a snapshot; it needs a majority of them, and this client a certificate that they trust: "
                        + String.join("; ", refusals));
    }

    /** One that is cut off from the others would send what was true once. */
    private void requireUpToDate(String endpoint) throws SnapshotFailure, InterruptedException {
        String key = Base64.getEncoder().encodeToString("/".getBytes(StandardCharsets.UTF_8));
        String body = JSON.createObjectNode().put("key", key).toString();
        try (InputStream answer = post(endpoint, "kv/range", body)) {
            answer.readAllBytes();
        } catch (SnapshotFailure e) {
            throw e;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private void copy(String endpoint, Path file) throws IOException, InterruptedException {
        // What fails here is this disk's fault or the member's, and only the latter is another's
        // turn.
        try (InputStream stream = post(endpoint, "maintenance/snapshot", "{}");
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            MappingIterator<JsonNode> messages = NODES.readValues(stream);
            long remaining = -1;
            for (JsonNode message = next(messages); message != null; message = next(messages)) {
                JsonNode result = message.path("result");
                if (!result.isObject()) {
                    throw new SnapshotFailure(
                            "it broke off: " + message.path("error").path("message").asText());
                }
                byte[] blob = result.path("blob").binaryValue();
                out.write(blob == null ? new byte[0] : blob);
                remaining = result.path("remaining_bytes").asLong();
            }
            if (remaining != 0) {
                throw new SnapshotFailure(
                        "it broke off before the end, %d bytes are missing".formatted(remaining));
            }
        }
    }

    private static @Nullable JsonNode next(MappingIterator<JsonNode> messages)
            throws SnapshotFailure {
        try {
            return messages.hasNextValue() ? messages.nextValue() : null;
        } catch (IOException e) {
            throw new SnapshotFailure("it broke off: " + reason(e), e);
        }
    }

    private InputStream post(String endpoint, String path, String body)
            throws SnapshotFailure, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(scheme + endpoint + "/v3/" + path))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            if (response.statusCode() != OK) {
                try (InputStream text = response.body()) {
                    throw new SnapshotFailure(
                            "it answers %d: %s"
                                    .formatted(
                                            response.statusCode(),
                                            new String(text.readAllBytes(), StandardCharsets.UTF_8)
                                                    .strip()));
                }
            }
            return response.body();
        } catch (SnapshotFailure e) {
            throw e;
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static SnapshotFailure unreachable(IOException e) {
        return new SnapshotFailure("it does not answer: " + reason(e), e);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
