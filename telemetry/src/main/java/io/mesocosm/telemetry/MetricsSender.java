package io.mesocosm.telemetry;

import io.micrometer.core.ipc.http.HttpSender;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Sends metrics by the JDK's client: Micrometer's own sender knows no authority but the machine's.
 */
final class MetricsSender implements HttpSender, AutoCloseable {
    private final HttpClient client;
    private final Duration timeout;

    /** A sender that waits so long for an answer; a context of null is the machine's. */
    MetricsSender(Duration timeout, @Nullable SSLContext context) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .followRedirects(HttpClient.Redirect.NEVER);
        if (context != null) {
            builder.sslContext(context);
        }
        this.client = builder.build();
        this.timeout = timeout;
    }

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        try {
            HttpRequest.Builder sent =
                    HttpRequest.newBuilder(request.getUrl().toURI())
                            .timeout(timeout)
                            .method(
                                    request.getMethod().name(),
                                    HttpRequest.BodyPublishers.ofByteArray(request.getEntity()));
            request.getRequestHeaders().forEach(sent::header);
            HttpResponse<String> answer =
                    client.send(sent.build(), HttpResponse.BodyHandlers.ofString());
            return new Response(answer.statusCode(), answer.body());
        } catch (URISyntaxException e) {
            throw new IOException("cannot send metrics to " + request.getUrl(), e);
        }
    }

    /** The URL if metrics can be sent there. */
    static URI checked(String url) {
        URI uri = URI.create(url);
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || isSecure(uri))) {
            throw new IllegalArgumentException(
                    "OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is a URL"
                            + " of http or https, not '%s'".formatted(url));
        }
        return uri;
    }

    private static boolean isSecure(URI uri) {
        return "https".equals(uri.getScheme());
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
