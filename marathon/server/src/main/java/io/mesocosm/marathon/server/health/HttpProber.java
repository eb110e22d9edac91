package io.mesocosm.marathon.server.health;

import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.app.HealthCheck.Protocol;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.health.HealthBook;
import io.mesocosm.marathon.core.health.HealthResult;
import io.mesocosm.marathon.server.loop.Prober;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Probes tasks by HTTP, HTTPS and TCP, so many at a time; certificates are not verified, because
 * tasks sign their own (spec §5). Each probe runs on a virtual thread.
 */
public final class HttpProber implements Prober, AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits;
    private final HttpClient client;

    public HttpProber(int concurrent) {
        this.permits = new Semaphore(concurrent);
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .sslContext(TrustAll.context())
                        .build();
    }

    @Override
    public void probe(Effect.Probe probe, Consumer<Input> inputs) {
        threads.execute(
                () -> {
                    String failure = limited(() -> failure(probe));
                    inputs.accept(
                            new Input.Probed(
                                    new HealthResult(
                                            probe.instance(),
                                            probe.task(),
                                            probe.index(),
                                            failure == null,
                                            failure)));
                });
    }

    private interface Attempt {
        @Nullable String run() throws IOException, InterruptedException;
    }

    private @Nullable String limited(Attempt attempt) {
        try {
            permits.acquire();
            try {
                return attempt.run();
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (IOException | IllegalArgumentException e) {
            String message = e.getMessage();
            return e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        }
    }

    private @Nullable String failure(Effect.Probe probe) throws IOException, InterruptedException {
        Duration timeout = Duration.ofSeconds(Math.max(1, probe.check().timeoutSeconds()));
        if (probe.check().protocol() == Protocol.TCP) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(probe.host(), probe.port()),
                        (int) timeout.toMillis());
                return null;
            }
        }
        String scheme = probe.check().protocol() == Protocol.HTTPS ? "https" : "http";
        String path = Objects.requireNonNullElse(probe.check().path(), "/");
        HttpResponse<Void> response =
                client.send(
                        request(scheme, probe.host(), probe.port(), path, timeout),
                        HttpResponse.BodyHandlers.discarding());
        int status = response.statusCode();
        boolean fine =
                (status >= 200 && status <= 399) || (status < 200 && probe.check().ignoreHttp1xx());
        return fine ? null : "HTTP status " + status;
    }

    private static HttpRequest request(
            String scheme, String host, int port, String path, Duration timeout) {
        String bracketed = host.contains(":") ? "[" + host + "]" : host;
        String absolute = path.startsWith("/") ? path : "/" + path;
        return HttpRequest.newBuilder(
                        URI.create(scheme + "://" + bracketed + ":" + port + absolute))
                .timeout(timeout)
                .build();
    }

    @Override
    public void probe(Effect.ProbeReadiness probe, Consumer<Input> inputs) {
        threads.execute(
                () ->
                        inputs.accept(
                                new Input.ReadinessProbed(
                                        probe.instance(), probe.task(), readiness(probe))));
    }

    private HealthBook.Readiness readiness(Effect.ProbeReadiness probe) {
        ReadinessCheck check = probe.check();
        HealthBook.Readiness[] result = new HealthBook.Readiness[1];
        String failure =
                limited(
                        () -> {
                            HttpResponse<String> response =
                                    client.send(
                                            request(
                                                    check.protocol().toLowerCase(Locale.ROOT),
                                                    probe.host(),
                                                    probe.port(),
                                                    check.path(),
                                                    Duration.ofSeconds(check.timeoutSeconds())),
                                            HttpResponse.BodyHandlers.ofString());
                            result[0] = answered(check, response);
                            return null;
                        });
        return failure == null
                ? result[0]
                : new HealthBook.Readiness(
                        check.name(),
                        false,
                        504,
                        "text/plain",
                        "Marathon could not query: " + failure);
    }

    private static HealthBook.Readiness answered(
            ReadinessCheck check, HttpResponse<String> response) {
        boolean ready = check.httpStatusCodesForReady().contains(response.statusCode());
        return new HealthBook.Readiness(
                check.name(),
                ready,
                check.preserveLastResponse() ? response.statusCode() : 0,
                response.headers().firstValue("Content-Type").orElse(""),
                response.body());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.shutdownNow();
    }
}
