package io.mesocosm.e2e.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import io.mesocosm.e2e.wire.RecordStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A scheduler of one thread and two connections that does nothing but launch and take times, so
 * that the times are the cluster's.
 */
final class LaunchScheduler implements AutoCloseable {
    private static final String PATH = "/api/v1/scheduler";

    private final RecordStream events;
    private final Connection calls;
    private final String streamId;
    private final String frameworkId;
    private final Map<String, Long> running = new HashMap<>();
    private JsonNode offer = Json.of("{}");

    LaunchScheduler(Endpoint master) throws IOException {
        Connection stream = Connection.tcp(master, Duration.ofSeconds(60));
        ObjectNode subscribe = Json.of("{type: 'SUBSCRIBE'}");
        subscribe.putObject("subscribe").set("framework_info", Frameworks.modern("launches"));
        stream.send("POST", PATH, headers(""), bytes(subscribe));
        events = new RecordStream(stream);
        streamId = events.head().header("Mesos-Stream-Id");
        calls = Connection.tcp(master, Duration.ofSeconds(60));
        frameworkId = next("SUBSCRIBED").at("/subscribed/framework_id/value").asText();
    }

    /**
     * Launches so many tasks by one ACCEPT.
     *
     * @return nanoseconds from the sending of ACCEPT to each task's TASK_RUNNING, by task id
     */
    Map<String, Long> launch(String prefix, int count, String command) throws IOException {
        while (offer.isEmpty()) {
            take(next("OFFERS"));
        }
        byte[] accept = bytes(accept(prefix, count, command));
        offer = Json.of("{}");
        running.clear();
        long start = System.nanoTime();
        call(accept);
        while (running.size() < count) {
            take(nextEvent());
        }
        Map<String, Long> latencies = new HashMap<>();
        running.forEach((task, at) -> latencies.put(task, at - start));
        return latencies;
    }

    private ObjectNode accept(String prefix, int count, String command) {
        ArrayNode tasks = Json.array(java.util.List.of());
        for (int i = 0; i < count; i++) {
            ObjectNode task = Tasks.command(prefix + "-" + i, command);
            task.set("resources", Tasks.resources(0.01, 8));
            task.set("agent_id", offer.path("agent_id"));
            tasks.add(task);
        }
        ObjectNode call = Json.of("{type: 'ACCEPT', accept: {filters: {refuse_seconds: 0}}}");
        call.putObject("framework_id").put("value", frameworkId);
        ObjectNode accept = (ObjectNode) call.path("accept");
        accept.putArray("offer_ids").add(offer.path("id"));
        ObjectNode operation = accept.putArray("operations").addObject().put("type", "LAUNCH");
        operation.putObject("launch").set("task_infos", tasks);
        return call;
    }

    private JsonNode next(String type) throws IOException {
        JsonNode event = nextEvent();
        while (!event.path("type").asText().equals(type)) {
            take(event);
            event = nextEvent();
        }
        return event;
    }

    private JsonNode nextEvent() throws IOException {
        return events.next().orElseThrow(() -> new IOException("the master ended the stream"));
    }

    private void take(JsonNode event) throws IOException {
        switch (event.path("type").asText()) {
            case "OFFERS" -> offer = event.at("/offers/offers/0");
            case "RESCIND" -> offer = Json.of("{}");
            case "UPDATE" -> update(event.at("/update/status"));
            default -> {}
        }
    }

    private void update(JsonNode status) throws IOException {
        long now = System.nanoTime();
        String state = status.path("state").asText();
        if (state.equals("TASK_RUNNING")) {
            running.putIfAbsent(status.at("/task_id/value").asText(), now);
        } else if (!state.equals("TASK_STARTING") && !state.equals("TASK_FINISHED")) {
            throw new IOException("a launch failed: " + status);
        }
        ObjectNode call = Json.of("{type: 'ACKNOWLEDGE'}");
        call.putObject("framework_id").put("value", frameworkId);
        ObjectNode acknowledge = call.putObject("acknowledge");
        acknowledge.set("agent_id", status.path("agent_id"));
        acknowledge.set("task_id", status.path("task_id"));
        acknowledge.set("uuid", status.path("uuid"));
        call(bytes(call));
    }

    private void call(byte[] body) throws IOException {
        calls.send("POST", PATH, headers(streamId), body);
        Answer answer = calls.receive();
        if (answer.status() != 202) {
            throw new IOException("refused: " + answer);
        }
    }

    private static Map<String, String> headers(String streamId) {
        return streamId.isEmpty()
                ? Map.of("Content-Type", "application/json", "Accept", "application/json")
                : Map.of("Content-Type", "application/json", "Mesos-Stream-Id", streamId);
    }

    private static byte[] bytes(ObjectNode call) {
        return call.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            ObjectNode call = Json.of("{type: 'TEARDOWN'}");
            call.putObject("framework_id").put("value", frameworkId);
            call(bytes(call));
        } catch (IOException e) {
            throw new IllegalStateException("tearing down", e);
        } finally {
            calls.close();
            events.close();
        }
    }
}
