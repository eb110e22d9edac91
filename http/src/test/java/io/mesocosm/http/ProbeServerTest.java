package io.mesocosm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the port of probes answers, and what not (design §6). */
class ProbeServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private ProbeServer probes;

    @BeforeEach
    void start() throws IOException {
        probes = ProbeServer.bind("test", "127.0.0.1", 0);
        probes.serve(
                Map.of(
                        "/health", Probes.health(),
                        "/ready", exchange -> exchange.text(503, "not yet"),
                        "/metrics/snapshot", Probes.metrics(() -> Map.of("a", 1.0))));
    }

    @AfterEach
    void stop() {
        probes.close();
        client.shutdownNow();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + probes.port() + path);
        return client.send(
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    @Test
    void answersEachProbeAtItsPath() throws Exception {
        assertThat(ask("GET", "/health").statusCode()).isEqualTo(200);
        assertThat(ask("HEAD", "/health").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/ready").body()).isEqualTo("not yet");
        assertThat(ask("GET", "/metrics/snapshot").body()).isEqualTo("{\"a\":1.0}");
        assertThat(ask("GET", "/health?verbose=1").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/state",
                "/health/",
                "/health/more",
                "/health.json",
                "//health",
                "/h%65alth",
                "/metrics"
            })
    void hasNothingElse(String path) throws Exception {
        assertThat(ask("GET", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void changesNothing(String method) throws Exception {
        assertThat(ask(method, "/health").statusCode()).isEqualTo(404);
    }

    @Test
    void saysWhichPortIsTaken() {
        assertThatThrownBy(() -> ProbeServer.bind("test", "127.0.0.1", probes.port()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + probes.port());
    }
}
