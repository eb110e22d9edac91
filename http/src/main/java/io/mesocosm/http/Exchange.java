package io.mesocosm.http;

import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.media.Accept;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Reading belongs to the request's own thread; whoever answers, answers
 * once.
 */
public final class Exchange {
    public static final String PLAIN_TEXT = "text/plain; charset=utf-8";
    public static final String JSON = "application/json";
    private static final Pattern CALLBACK = Pattern.compile("[\\w$.\\[\\]]{1,256}");

    private final JettyCall call;
    private final List<String> rest;
    private final boolean exact;
    private final int bodyMax;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable String principal;
    private @Nullable String group;

    Exchange(JettyCall call, List<String> rest, boolean exact, int bodyMax) {
        this.call = call;
        this.rest = rest;
        this.exact = exact;
        this.bodyMax = bodyMax;
    }

    public String method() {
        return call.method();
    }

    /** The path as it was sent, still encoded. */
    public String rawPath() {
        return call.rawPath();
    }

    /** The query as it was sent, or null. */
    public @Nullable String rawQuery() {
        return call.request().getHttpURI().getQuery();
    }

    /** The decoded path segments beyond the prefix that the endpoint is registered at. */
    public List<String> rest() {
        return rest;
    }

    /** Whether the path is the registered one itself, with no slash behind. */
    public boolean isExact() {
        return exact;
    }

    /** The client's address, {@code ip:port}. */
    public String peer() {
        return call.peer();
    }

    /** A header's value, or null. */
    public @Nullable String header(String name) {
        return call.request().getHeaders().get(name);
    }

    /** All headers in the order they came; a repeated one has its values joined by commas. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        call.request()
                .getHeaders()
                .forEach(f -> headers.merge(f.getName(), f.getValue(), (a, b) -> a + ", " + b));
        return headers;
    }

    /** A query parameter's first value, or null. */
    public @Nullable String query(String name) {
        return parameters().getValue(name);
    }

    /** All values of a query parameter, in their order. */
    public List<String> queryAll(String name) {
        return parameters().getValuesOrEmpty(name);
    }

    private Fields parameters() {
        try {
            return Request.extractQueryParameters(call.request());
        } catch (RuntimeException e) {
            throw HttpRefusal.of(400, "The query cannot be decoded: " + e.getMessage());
        }
    }

    /** The certificate that the client proved to be, or null for none and over plain HTTP. */
    public @Nullable X509Certificate certificate() {
        return call.certificate();
    }

    /** Who was authenticated, or null. */
    public @Nullable String principal() {
        return principal;
    }

    /** The organization of the certificate that authenticated the client; null without one. */
    public @Nullable String group() {
        return group;
    }

    void authenticatedAs(String name, @Nullable String ofGroup) {
        principal = name;
        group = ofGroup;
    }

    /**
     * Refuses any other method than these.
     *
     * @throws HttpRefusal 405 in Mesos's words
     */
    public void requireMethod(String... allowed) {
        if (!List.of(allowed).contains(method())) {
            throw HttpRefusal.methodNotAllowed(method(), allowed);
        }
    }

    /**
     * The whole body.
     *
     * @throws HttpRefusal 413 when it is larger than the server takes
     */
    public byte[] body() throws IOException {
        if (call.request().getLength() > bodyMax) {
            throw tooLarge();
        }
        byte[] body = bodyStream().readNBytes(bodyMax + 1);
        if (body.length > bodyMax) {
            throw tooLarge();
        }
        return body;
    }

    private HttpRefusal tooLarge() {
        return HttpRefusal.of(413, "The body is larger than " + bodyMax + " bytes");
    }

    /** The body, piece by piece as it arrives and without a limit. */
    public InputStream bodyStream() {
        return call.input();
    }

    /** The body's fields, when it is form-encoded. */
    public Map<String, String> form() throws IOException {
        Fields fields = new Fields();
        String text = new String(body(), StandardCharsets.UTF_8);
        try {
            UrlEncoded.decodeUtf8To(text, 0, text.length(), fields::add);
        } catch (RuntimeException e) {
            throw HttpRefusal.of(400, "The form cannot be decoded: " + e.getMessage());
        }
        Map<String, String> form = new LinkedHashMap<>();
        fields.forEach(field -> form.put(field.getName(), field.getValue()));
        return form;
    }

    /** Adds a header to the answer that is yet to come. */
    public Exchange setHeader(String name, String value) {
        call.response().getHeaders().put(name, value);
        return this;
    }

    /** Answers with a status and an empty body. */
    public void empty(int status) throws IOException {
        claim();
        skipBody();
        call.response().setStatus(status);
        call.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        call.finish(new byte[0]);
    }

    /** Answers with plain text. */
    public void text(int status, String text) throws IOException {
        bytes(status, PLAIN_TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with a body that is at hand; compressed when it is large and the client takes it. */
    public void bytes(int status, String contentType, byte[] body) throws IOException {
        try (OutputStream out = open(status, contentType)) {
            out.write(body);
        }
    }

    /** Answers 200 with JSON, or with the JavaScript call that {@code ?jsonp=} asks for. */
    public void json(JsonAnswer answer) throws IOException {
        json(200, answer);
    }

    /** Answers with JSON, or with the JavaScript call that {@code ?jsonp=} asks for (spec §0.4). */
    public void json(int status, JsonAnswer answer) throws IOException {
        String callback = query("jsonp");
        if (callback != null && !CALLBACK.matcher(callback).matches()) {
            throw HttpRefusal.of(400, "'jsonp' must be the name of a JavaScript function");
        }
        try (OutputStream out = open(status, callback == null ? JSON : "text/javascript")) {
            JsonWriter writer = new JsonWriter(out);
            if (callback != null) {
                writer.text(callback + "(");
            }
            answer.write(writer);
            if (callback != null) {
                writer.text(");");
            }
            writer.flush();
        }
    }

    /**
     * Answers with a body that is written piece by piece; small ones get a length, large ones are
     * sent as they grow, and compressed when the client takes it. A stream that is not closed cuts
     * the connection.
     */
    public OutputStream open(int status, String contentType) throws IOException {
        claim();
        skipBody();
        call.response().setStatus(status);
        call.response().getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        return new AnswerBody(call, Accept.admitsEncoding(header("Accept-Encoding"), "gzip"));
    }

    /** Answers with a body that goes out as it is written: no length, no compression. */
    public OutputStream relay(int status) {
        claim();
        call.response().setStatus(status);
        return new RelayedBody(call);
    }

    /** Answers with a redirect. */
    public void redirect(int status, String location) throws IOException {
        call.response().getHeaders().put(HttpHeader.LOCATION, location);
        empty(status);
    }

    /**
     * Answers 200 with a stream of RecordIO records that stays open; needs the body to have been
     * read.
     *
     * @param contentType the form of each record
     * @param streamId the {@code Mesos-Stream-Id} header, or null for none
     * @param listener told once when the stream ends without our closing it
     */
    public RecordStream recordStream(
            String contentType, @Nullable String streamId, StreamListener listener) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (streamId != null) {
            headers.put("Mesos-Stream-Id", streamId);
        }
        headers.put("Content-Type", contentType);
        return new RecordStream(openStream(headers, listener));
    }

    /** Answers 200 with a stream of server-sent events that stays open. */
    public EventStream eventStream(StreamListener listener) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "text/event-stream");
        headers.put("Cache-Control", "no-cache");
        return new EventStream(openStream(headers, listener));
    }

    private OutgoingStream openStream(Map<String, String> headers, StreamListener listener) {
        claim();
        call.response().setStatus(200);
        call.response().getHeaders().add(new StreamHead(headers, !call.isHttp10()));
        return OutgoingStream.open(call, listener);
    }

    void refuse(HttpRefusal refusal) throws IOException {
        refusal.headers().forEach(this::setHeader);
        if (refusal.body().isEmpty()) {
            empty(refusal.status());
        } else {
            text(refusal.status(), refusal.body());
        }
    }

    /**
     * Reads what the client announced and nobody wanted: it would come after our answer, and Jetty
     * would cut the connection on which the client may still be sending.
     */
    private void skipBody() throws IOException {
        long announced = call.request().getLength();
        if (announced > 0 && announced <= bodyMax && header("Expect") == null) {
            bodyStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    boolean isAnswered() {
        return answered.get();
    }

    void fail(Throwable cause) {
        call.fail(cause);
    }

    void checkAnswered() {
        if (!answered.get()) {
            throw new IllegalStateException("the endpoint has not answered");
        }
    }

    private void claim() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("answered twice");
        }
    }
}
