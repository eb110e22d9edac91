package io.mesocosm.agent.server.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Downloads over HTTP and HTTPS, following redirects; gives up when nothing has come for the stall
 * timeout. Any thread.
 */
public final class Download implements AutoCloseable {
    private final HttpClient client;
    private final Duration stall;
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("fetch-watch").factory());

    public Download(Duration stall) {
        this.stall = stall;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(stall)
                        .build();
    }

    void to(URI uri, Path target) throws IOException, InterruptedException, FetchException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(stall).GET().build();
        HttpResponse<InputStream> response =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw new FetchException("the server answered " + response.statusCode());
            }
            copy(in, target);
        }
    }

    private void copy(InputStream in, Path target) throws IOException {
        AtomicLong last = new AtomicLong(System.nanoTime());
        long period = Math.max(10, stall.toMillis() / 4);
        ScheduledFuture<?> check =
                watch.scheduleAtFixedRate(
                        () -> closeIfStalled(in, last), period, period, TimeUnit.MILLISECONDS);
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                last.set(System.nanoTime());
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            if (System.nanoTime() - last.get() >= stall.toNanos()) {
                throw new IOException("nothing has come for " + stall.toSeconds() + " s", e);
            }
            throw e;
        } finally {
            check.cancel(false);
        }
    }

    private void closeIfStalled(InputStream in, AtomicLong last) {
        if (System.nanoTime() - last.get() < stall.toNanos()) {
            return;
        }
        try {
            in.close();
        } catch (IOException e) {
            // The reader learns of it.
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        client.close();
    }
}
