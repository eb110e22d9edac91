package io.mesocosm.scheduler;

import com.google.protobuf.Message;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;

/**
 * The HTTP of the scheduler API: one request at a time is made here, in the configured form and
 * with credentials.
 */
final class MasterLink implements AutoCloseable {

    private static final String PATH = "/api/v1/scheduler";
    private static final String STREAM_ID = "Mesos-Stream-Id";

    /** The body of an answer: a stream of events if it is a subscription's, else text. */
    sealed interface Body {

        record Stream(Flow.Publisher<List<ByteBuffer>> bytes) implements Body {}

        record Text(String text) implements Body {}
    }

    private final SchedulerConfig config;
    private final List<HttpClient> earlier = new CopyOnWriteArrayList<>();
    private volatile HttpClient http;

    MasterLink(SchedulerConfig config) {
        this.config = config;
        this.http = client(config);
    }

    private static HttpClient client(SchedulerConfig config) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(config.connectTimeout())
                        .executor(Executors.newVirtualThreadPerTaskExecutor());
        config.tls().ifPresent(builder::sslContext);
        return builder.build();
    }

    /** What follows goes over new connections; answers that are awaited may still come. */
    void renew() {
        HttpClient old = http;
        http = client(config);
        old.shutdown();
        earlier.removeIf(HttpClient::isTerminated);
        earlier.add(old);
    }

    static URI endpointOf(URI master) {
        String path = master.getPath() == null ? "" : master.getPath().replaceAll("/+$", "");
        return path.endsWith(PATH) ? master : master.resolve(path + PATH);
    }

    /** Where a master tells who leads. */
    static URI redirectOf(URI master) {
        String endpoint = endpointOf(master).toString();
        return URI.create(endpoint.substring(0, endpoint.indexOf(PATH)) + "/redirect");
    }

    CompletableFuture<HttpResponse<Body>> subscribe(URI endpoint, Call call) {
        HttpRequest request =
                request(endpoint, call).header("Accept", config.format().mediaType()).build();
        return http.sendAsync(
                request,
                info ->
                        info.statusCode() == 200
                                ? BodySubscribers.mapping(
                                        BodySubscribers.ofPublisher(), Body.Stream::new)
                                : BodySubscribers.mapping(
                                        BodySubscribers.ofString(StandardCharsets.UTF_8),
                                        Body.Text::new));
    }

    CompletableFuture<HttpResponse<String>> send(
            Subscription subscription, Call call, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(subscription.endpoint(), call)
                        .header("Accept", config.format().mediaType())
                        .header(STREAM_ID, subscription.streamId())
                        .timeout(config.callTimeout());
        headers.forEach(request::setHeader);
        return http.sendAsync(
                request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    static Optional<String> streamId(HttpResponse<?> response) {
        return response.headers().firstValue(STREAM_ID);
    }

    /** The form that the answer says it has. */
    MessageFormat formatOf(HttpResponse<?> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        for (MessageFormat format : MessageFormat.values()) {
            if (type.startsWith(format.mediaType())) {
                return format;
            }
        }
        return config.format();
    }

    private HttpRequest.Builder request(URI endpoint, Message call) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(endpoint)
                        .header("Content-Type", config.format().mediaType())
                        .POST(BodyPublishers.ofByteArray(config.format().encode(call)));
        config.credentials()
                .ifPresent(credentials -> request.header("Authorization", credentials.header()));
        return request;
    }

    /** Breaks whatever connections are still open. */
    @Override
    public void close() {
        http.shutdownNow();
        earlier.forEach(HttpClient::shutdownNow);
    }
}
