package io.mesocosm.pod.leader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An API server that keeps one EndpointSlice as Kubernetes does: a stale version is refused. */
final class KeptSlice implements AutoCloseable {
    static final String TOKEN = "the-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private @Nullable ObjectNode slice;
    private int version = 1;
    private int writes;
    private int conflictsToCome;

    KeptSlice() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/apis/discovery.k8s.io/v1/namespaces/mesos/endpointslices/main-master",
                this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** As the operator makes it: of nobody yet. */
    synchronized void make() {
        slice = JSON.createObjectNode();
        slice.putObject("metadata").put("name", "main-master").putObject("labels").put("a", "b");
        slice.put("addressType", "IPv4");
        slice.putArray("endpoints");
    }

    /** As if another wrote between a reader's reading and writing. */
    synchronized void refuseNextWrites(int count) {
        conflictsToCome = count;
    }

    synchronized void put(ObjectNode other) {
        slice = other.deepCopy();
        version++;
    }

    synchronized @Nullable ObjectNode slice() {
        return slice == null ? null : slice.deepCopy();
    }

    synchronized int writes() {
        return writes;
    }

    synchronized @Nullable String address0() {
        JsonNode address = slice == null ? null : slice.at("/endpoints/0/addresses/0");
        return address == null || address.isMissingNode() ? null : address.asText();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int status;
            byte[] body;
            synchronized (this) {
                status = status(exchange);
                body =
                        (status == 200
                                        ? current().toString()
                                        : "{\"message\":\"no: " + status + "\"}")
                                .getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private ObjectNode current() {
        ObjectNode shown = slice == null ? JSON.createObjectNode() : slice.deepCopy();
        shown.withObject("/metadata").put("resourceVersion", Integer.toString(version));
        return shown;
    }

    private int status(HttpExchange exchange) throws IOException {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return 401;
        }
        if (slice == null) {
            return 404;
        }
        if (exchange.getRequestMethod().equals("GET")) {
            return 200;
        }
        ObjectNode next = (ObjectNode) JSON.readTree(exchange.getRequestBody());
        String based = next.at("/metadata/resourceVersion").asText();
        if (conflictsToCome > 0) {
            conflictsToCome--;
            version++;
            return 409;
        }
        if (!based.equals(Integer.toString(version))) {
            return 409;
        }
        slice = next;
        version++;
        writes++;
        return 200;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
