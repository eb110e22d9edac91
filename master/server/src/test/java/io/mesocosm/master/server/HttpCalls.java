package io.mesocosm.master.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Requests to a master, as any HTTP client makes them. */
public final class HttpCalls implements AutoCloseable {
    private final HttpClient.Builder builder =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    private final HttpClient client;
    private final Queue<HttpClient> streaming = new ConcurrentLinkedQueue<>();
    private final String base;

    public HttpCalls(int port) {
        client = builder.build();
        base = "http://127.0.0.1:" + port;
    }

    /** Over TLS, as whoever the context is of. */
    public HttpCalls(int port, SSLContext identity) {
        client = builder.sslContext(identity).build();
        base = "https://127.0.0.1:" + port;
    }

    public HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    public HttpResponse<String> postJson(String path, String body, String... headers)
            throws IOException, InterruptedException {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send("POST", path, body, all);
    }

    public HttpResponse<String> send(
            String method, String path, @Nullable String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(
                request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> postBytes(String path, String mediaType, byte[] body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .header("Content-Type", mediaType)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    /** On a connection that nothing else is sent on: it ends with its stream. */
    public HttpResponse<InputStream> stream(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpClient own = builder.build();
        streaming.add(own);
        return own.send(
                request("POST", path, body, headers), HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest request(
            String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
        streaming.forEach(HttpClient::shutdownNow);
    }
}
