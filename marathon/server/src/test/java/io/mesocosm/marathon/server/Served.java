package io.mesocosm.marathon.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.server.leadership.ProxySettings;
import io.mesocosm.marathon.server.rest.Access;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.Store;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** A real server on a free port over a fake Mesos, and a plain HTTP client for it. */
final class Served implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeMesosDriver mesos = new FakeMesosDriver();
    final CompletableFuture<Ending> ended = new CompletableFuture<>();
    private final MarathonServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    Served() {
        this(new MemoryStore(), Settings.DEFAULT);
    }

    Served(Store store, Settings settings) {
        this(store, settings, Access.OPEN);
    }

    /** One that tells of its deployments and launches there. */
    Served(Telemetry telemetry) {
        this(
                () -> StateStore.embedded(new MemoryStore()),
                Settings.DEFAULT,
                Access.OPEN,
                telemetry);
        awaitLead();
    }

    Served(Store store, Settings settings, Access access) {
        this(() -> StateStore.embedded(store), settings, access);
        awaitLead();
    }

    /** One that may have to stand by. */
    Served(StateStore.Opening opening, Settings settings, Access access) {
        this(opening, settings, access, Telemetry.quiet());
    }

    private Served(
            StateStore.Opening opening, Settings settings, Access access, Telemetry telemetry) {
        try {
            server =
                    MarathonServer.start(
                            new ServerSettings(
                                    settings,
                                    "127.0.0.1",
                                    new ServerSettings.Ports(0, 0, true),
                                    "localhost",
                                    16,
                                    access,
                                    ProxySettings.DEFAULT,
                                    Map.of("ha", true, "work_dir", "x")),
                            new MarathonServer.Surroundings(
                                    opening,
                                    mesos,
                                    new FakeMesosDriver(),
                                    ended::complete,
                                    _ -> {},
                                    null,
                                    telemetry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLead() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> get("/ready").status() == 200);
    }

    /** An answer with its body as text and as JSON. */
    record Answer(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    Answer getText(String path) {
        return send(HttpRequest.newBuilder(uri(path)).header("Accept", "text/plain").GET());
    }

    Answer delete(String path) {
        return send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    Answer call(String method, String path, String body) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .method(
                                method,
                                HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    Answer call(String method, String path, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        headers.forEach(request::header);
        return send(request);
    }

    /** As part of a trace. */
    Answer put(String path, String body, String traceparent) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("traceparent", traceparent)
                        .PUT(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    Answer post(String path, String body) {
        return call("POST", path, body);
    }

    Answer put(String path, String body) {
        return call("PUT", path, body);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until no deployment runs. */
    void settle() {
        Awaitility.await().until(() -> get("/v2/deployments").json().isEmpty());
    }

    /** Makes an app and waits until it runs. */
    void running(String body) {
        Answer answer = post("/v2/apps", body);
        if (answer.status() != 201) {
            throw new AssertionError(answer.response().body());
        }
        settle();
    }

    @Override
    public void close() {
        server.close();
    }
}
