package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.http.Credentials;
import io.mesocosm.marathon.core.Settings;
import io.mesocosm.marathon.server.rest.Access;
import io.mesocosm.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may use the API, and how browsers and probes ask (spec §1.1, §1.2). */
class DoorTest {

    private static Served served(Access access) {
        return new Served(new MemoryStore(), Settings.DEFAULT, access);
    }

    @Test
    void letsNoOtherSiteReadUnlessTold() {
        try (Served marathon = new Served()) {
            Served.Answer answer =
                    marathon.call("GET", "/v2/apps", Map.of("Origin", "http://a.example"));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void tellsBrowsersWhichSitesMayRead() {
        List<String> origins = List.of("http://a.example", "http://b.example");
        try (Served marathon = served(new Access(origins, null, 10))) {
            Served.Answer asked =
                    marathon.call(
                            "OPTIONS",
                            "/v2/apps",
                            Map.of(
                                    "Origin",
                                    "http://a.example",
                                    "Access-Control-Request-Headers",
                                    "X-Mine, Content-Type"));
            assertThat(asked.status()).isEqualTo(200);
            assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("http://a.example");
            assertThat(asked.header("Access-Control-Allow-Headers"))
                    .isEqualTo("X-Mine, Content-Type");
            assertThat(asked.header("Access-Control-Allow-Methods"))
                    .isEqualTo("GET, HEAD, OPTIONS");
            assertThat(asked.header("Access-Control-Max-Age")).isEqualTo("86400");
            Served.Answer stranger =
                    marathon.call("GET", "/v2/apps", Map.of("Origin", "http://c.example"));
            assertThat(stranger.header("Access-Control-Allow-Origin"))
                    .isEqualTo("http://b.example");
        }
    }

    @Test
    void wantsTheCredentials() {
        Access access = new Access(List.of(), new Credentials(Map.of("me", "secret")), 10);
        try (Served marathon = served(access)) {
            Served.Answer refused = marathon.get("/v2/apps");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Mesosphere\"");
            assertThat(
                            marathon.call(
                                            "GET",
                                            "/v2/apps",
                                            Map.of("Authorization", "Basic bWU6c2VjcmV0"))
                                    .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void wantsThemAsTheirFileHasThemByNow(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("credentials.json"), secret("secret"));
        Map<String, String> me = Map.of("Authorization", "Basic bWU6c2VjcmV0");
        try (Served marathon = served(new Access(List.of(), Credentials.of(file), 10))) {
            assertThat(marathon.call("GET", "/v2/apps", me).status()).isEqualTo(200);
            Files.writeString(file, secret("another"));
            await().until(() -> marathon.call("GET", "/v2/apps", me).status() == 401);
        }
    }

    private static String secret(String secret) {
        return "{\"credentials\": [{\"principal\": \"me\", \"secret\": \"%s\"}]}".formatted(secret);
    }

    @Test
    void turnsAwayWhatIsTooMuch() {
        try (Served marathon = served(new Access(List.of(), null, 0))) {
            Served.Answer answer = marathon.get("/v2/apps");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("message").asText()).isNotEmpty();
        }
    }

    @Test
    void answersHeadAsGetWithoutABody() {
        try (Served marathon = new Served()) {
            for (String path : List.of("/ping", "/v2/apps", "/v2/info", "/metrics")) {
                Served.Answer answer = marathon.call("HEAD", path, Map.of());
                assertThat(answer.status()).as(path).isEqualTo(200);
                assertThat(answer.response().body()).isEmpty();
            }
            assertThat(marathon.call("HEAD", "/v2/apps/none", Map.of()).status()).isEqualTo(404);
            assertThat(marathon.call("HEAD", "/v2/pods", Map.of()).status()).isEqualTo(501);
            assertThat(
                            marathon.call(
                                            "HEAD",
                                            "/v2/events",
                                            Map.of("Accept", "text/event-stream"))
                                    .status())
                    .isEqualTo(405);
        }
    }
}
