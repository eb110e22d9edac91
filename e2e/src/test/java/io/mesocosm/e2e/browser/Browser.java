package io.mesocosm.e2e.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A headless Chromium with one page, driven over its DevTools protocol. */
final class Browser implements AutoCloseable {
    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<String> exceptions = new CopyOnWriteArrayList<>();

    Browser() throws IOException {
        profile = Files.createTempDirectory("chromium");
        process =
                new ProcessBuilder(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(profile.resolve("log").toFile())
                        .redirectInput(new File("/dev/null"))
                        .start();
        Path portFile = profile.resolve("DevToolsActivePort");
        Awaitility.await("chromium")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(portFile) && Files.size(portFile) > 0);
        int port = Integer.parseInt(Files.readAllLines(portFile).getFirst());
        JsonNode pages = new Endpoint("127.0.0.1", port).get("/json").json();
        String url = Json.find(pages, "type", "page").path("webSocketDebuggerUrl").asText();
        socket = client.newWebSocketBuilder().buildAsync(URI.create(url), new Listener()).join();
        call("Page.enable", Json.of("{}"));
        call("Runtime.enable", Json.of("{}"));
    }

    /** Shows a page on a screen of this width. */
    void open(String url, int width) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Json.of("{height: 850, deviceScaleFactor: 1}")
                        .put("width", width)
                        .put("mobile", width < 600));
        call("Page.navigate", Json.of("{}").put("url", "about:blank"));
        call("Page.navigate", Json.of("{}").put("url", url));
    }

    /** Evaluates an expression in the page. */
    JsonNode evaluate(String expression) {
        ObjectNode parameters = Json.of("{returnByValue: true, awaitPromise: true}");
        return call("Runtime.evaluate", parameters.put("expression", expression))
                .at("/result/value");
    }

    /** All text that the page shows. */
    String text() {
        return evaluate("document.body.innerText").asText();
    }

    /** Waits until the page shows this text. */
    void awaitText(String wanted) {
        Awaitility.await("the page to show '" + wanted + "'")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(
                        () -> org.assertj.core.api.Assertions.assertThat(text()).contains(wanted));
    }

    /** Clicks the first link with this text or label. */
    void click(String link) {
        String found =
                "[...document.querySelectorAll('a')].find(a => a.textContent.trim() === %1$s || a.ariaLabel === %1$s)"
                        .formatted(Json.of("{}").textNode(link));
        Awaitility.await("a link " + link)
                .atMost(Duration.ofSeconds(30))
                .until(() -> evaluate(found + " !== undefined").asBoolean());
        evaluate(found + ".click()");
    }

    /** Keeps a picture of what is seen. */
    void screenshot(Path file) throws IOException {
        String data = call("Page.captureScreenshot", Json.of("{}")).path("data").asText();
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, Base64.getDecoder().decode(data));
    }

    /** Exceptions that the page did not catch. */
    List<String> exceptions() {
        return exceptions;
    }

    private JsonNode call(String method, ObjectNode parameters) {
        int id = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode call = Json.of("{}").put("id", id).put("method", method);
        call.set("params", parameters);
        socket.sendText(call.toString(), true).join();
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void receive(String message) {
        JsonNode json = Json.read(message.getBytes(StandardCharsets.UTF_8));
        if (json.path("method").asText().equals("Runtime.exceptionThrown")) {
            exceptions.add(json.toString());
        }
        CompletableFuture<JsonNode> answer = waiting.remove(json.path("id").asInt());
        if (answer != null) {
            answer.complete(json.path("result"));
        }
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        client.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
        io.mesocosm.e2e.machine.Shell.run(Path.of("/"), List.of("rm", "-rf", profile.toString()));
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                receive(message.toString());
                message.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
