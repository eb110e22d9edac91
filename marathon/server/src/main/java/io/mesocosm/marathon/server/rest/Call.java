package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.http.Exchange;
import io.mesocosm.marathon.core.Claim;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.core.path.PathId;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request to the API; owned by its thread. */
final class Call {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Exchange exchange;
    private final boolean assigns;
    private final List<String> path;
    private int status;
    private long received;
    private long sent;

    /**
     * @param assigns whether the request may say whose apps are
     */
    Call(Exchange exchange, boolean assigns) {
        this.exchange = exchange;
        this.assigns = assigns;
        this.path = exchange.rest();
    }

    Exchange exchange() {
        return exchange;
    }

    /** The method; what is answered to GET is answered to HEAD, and the server drops its body. */
    String method() {
        String method = exchange.method();
        return method.equals("HEAD") ? "GET" : method;
    }

    /** The decoded segments of the path. */
    List<String> path() {
        return path;
    }

    /** The status that was answered, 0 for a stream or for nothing yet. */
    int status() {
        return status;
    }

    /** How many bytes the body had, as far as it was read. */
    long received() {
        return received;
    }

    /** How many bytes the answer's body has, before compression. */
    long sent() {
        return sent;
    }

    boolean flag(String name) {
        return "true".equalsIgnoreCase(exchange.query(name));
    }

    boolean flag(String name, boolean byDefault) {
        String value = exchange.query(name);
        return value == null ? byDefault : value.equalsIgnoreCase("true");
    }

    @Nullable String query(String name) {
        return exchange.query(name);
    }

    List<String> embeds() {
        return exchange.queryAll("embed");
    }

    boolean accepts(String type) {
        String accept = exchange.header("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains(type);
    }

    Command.Caller caller() {
        String peer = exchange.peer();
        int colon = peer.lastIndexOf(':');
        return new Command.Caller(colon < 0 ? peer : peer.substring(0, colon), exchange.rawPath());
    }

    /** The owners of apps that the request names, in its query. */
    Claim claim() {
        return new Claim(Set.copyOf(exchange.queryAll("owner")), assigns);
    }

    JsonNode body() throws IOException {
        return parse(bytes());
    }

    private byte[] bytes() throws IOException {
        byte[] bytes = exchange.body();
        received += bytes.length;
        return bytes;
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node == null || node.isMissingNode()) {
                throw Refusal.invalidJson("No content to map due to end-of-input");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw Refusal.invalidJson(e.getOriginalMessage());
        }
    }

    /** The body, or an empty object when there is none. */
    JsonNode bodyIfAny() throws IOException {
        byte[] bytes = bytes();
        return bytes.length == 0 ? JSON.createObjectNode() : parse(bytes);
    }

    /** Segments from one position up to another as the id of an app or a group. */
    PathId id(int from, int to) {
        return PathId.of(path.subList(from, to));
    }

    static Instant timestamp(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.of(
                    422,
                    "Invalid timestamp provided '"
                            + text
                            + "'. Expecting ISO-8601 datetime string.");
        }
    }

    void header(String name, String value) {
        exchange.setHeader(name, value);
    }

    void json(int code, JsonNode body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        status = code;
        sent += bytes.length;
        exchange.bytes(code, "application/json", bytes);
    }

    void text(int code, String body) throws IOException {
        status = code;
        sent += body.length();
        exchange.text(code, body);
    }

    void bytes(int code, String contentType, byte[] body) throws IOException {
        status = code;
        sent += body.length;
        exchange.bytes(code, contentType, body);
    }

    void empty(int code) throws IOException {
        status = code;
        exchange.empty(code);
    }

    void refuse(Refusal refusal) throws IOException {
        json(refusal.status(), refusal.body());
    }

    /** The answer to a change that a deployment carries out. */
    void deployed(int code, Outcome.Deployed deployed) throws IOException {
        header("Marathon-Deployment-Id", deployed.deployment());
        json(code, result(deployed));
    }

    static ObjectNode result(Outcome.Deployed deployed) {
        return JSON.createObjectNode()
                .put("version", TaskEnvironment.text(deployed.version()))
                .put("deploymentId", deployed.deployment());
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }
}
