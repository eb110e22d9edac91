package io.mesocosm.agent.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** A plain HTTP client for tests. */
public final class Http {
    public static final Map<String, String> JSON =
            Map.of("Content-Type", "application/json", "Accept", "application/json");

    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    private Http() {}

    /** What came back. */
    public record Answer(int status, String body, Map<String, String> headers) {}

    public static Answer get(int port, String path) throws IOException, InterruptedException {
        return send(port, "GET", path, Map.of(), "");
    }

    public static Answer post(int port, String path, String body)
            throws IOException, InterruptedException {
        return send(port, "POST", path, JSON, body);
    }

    public static Answer send(
            int port, String method, String path, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response =
                CLIENT.send(
                        request(port, method, path, headers, body),
                        HttpResponse.BodyHandlers.ofString());
        Map<String, String> first = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> first.put(name, values.getFirst()));
        return new Answer(response.statusCode(), response.body(), first);
    }

    /** Opens a stream of records and reads them one by one. */
    public static Records stream(int port, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                CLIENT.send(
                        request(port, "POST", path, JSON, body),
                        HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return new Records(response.body());
    }

    private static HttpRequest request(
            int port, String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(20))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    /** RecordIO, read record by record. */
    public static final class Records implements AutoCloseable {
        private final InputStream in;

        Records(InputStream in) {
            this.in = in;
        }

        /** The next record; an empty text when the stream has ended. */
        public String next() throws IOException {
            int length = 0;
            for (int digit = in.read(); digit != '\n'; digit = in.read()) {
                if (digit < 0) {
                    return "";
                }
                length = length * 10 + digit - '0';
            }
            return new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
