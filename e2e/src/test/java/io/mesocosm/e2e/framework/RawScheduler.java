package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import io.mesocosm.e2e.wire.RecordStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that speaks the v1 HTTP API by itself. A thread of its own reads the stream into the
 * {@link EventLog}; calls go out on connections of the caller's thread.
 */
public final class RawScheduler implements AutoCloseable {
    private static final String PATH = "/api/v1/scheduler";
    private static final Duration SILENCE = Duration.ofSeconds(40);

    private final List<Endpoint> masters;
    private volatile Endpoint master;
    private final ObjectNode info;
    private final EventLog log = new EventLog();
    private boolean acknowledges = true;
    private boolean returns;
    private volatile boolean stepsBack;
    private volatile boolean closed;
    private volatile String streamId = "";
    private volatile String frameworkId = "";
    private volatile @Nullable RecordStream stream;

    /** A scheduler not yet subscribed. */
    public RawScheduler(Endpoint master, ObjectNode frameworkInfo) {
        this(List.of(master), frameworkInfo);
    }

    /** A scheduler that knows several masters, and goes where one of them sends it. */
    public RawScheduler(List<Endpoint> masters, ObjectNode frameworkInfo) {
        this.masters = List.copyOf(masters);
        this.master = masters.getFirst();
        this.info = frameworkInfo;
    }

    /** Leaves the acknowledging of statuses to the test. */
    public RawScheduler withoutAcknowledging() {
        acknowledges = false;
        return this;
    }

    /** Subscribes again, with the id it has, whenever its stream breaks. */
    public RawScheduler returning() {
        returns = true;
        return this;
    }

    /** Subscribes and waits for SUBSCRIBED. */
    public RawScheduler subscribe() {
        Endpoint first = master;
        try {
            connect();
        } catch (IOException e) {
            if (masters.size() == 1 && master.equals(first)) {
                throw new UncheckedIOException("subscribing", e);
            }
            comeBack();
        }
        log.await("SUBSCRIBED", event -> isType(event, "SUBSCRIBED"));
        return this;
    }

    /** Subscribes and waits for the ERROR event that refuses it. */
    public JsonNode subscribeExpectingError() {
        try {
            connect();
        } catch (IOException e) {
            throw new UncheckedIOException("subscribing", e);
        }
        return log.await("ERROR", event -> isType(event, "ERROR"));
    }

    private void connect() throws IOException {
        ObjectNode call = Json.of("{type: 'SUBSCRIBE'}");
        call.putObject("subscribe").set("framework_info", info);
        if (!frameworkId.isEmpty()) {
            info.putObject("id").put("value", frameworkId);
            call.putObject("framework_id").put("value", frameworkId);
        }
        Connection connection = Connection.tcp(master, SILENCE);
        connection.send("POST", PATH, jsonHeaders(""), bytes(call));
        RecordStream opened = new RecordStream(connection);
        if (opened.head().status() == 307) {
            // Protocol-relative, with the endpoint's long path.
            String location = opened.head().header("Location");
            opened.close();
            master =
                    Endpoint.parse(location.substring(2, location.indexOf('/', 2)))
                            .by(master.access());
            throw new IOException("SUBSCRIBE is sent to " + location);
        }
        if (opened.head().status() != 200) {
            Answer refusal = opened.refusal();
            opened.close();
            throw new IOException("SUBSCRIBE refused: " + refusal);
        }
        streamId = opened.head().header("Mesos-Stream-Id");
        stream = opened;
        Thread.ofVirtual()
                .name("events of " + info.path("name").asText())
                .start(() -> read(opened));
    }

    private void read(RecordStream opened) {
        try {
            for (Optional<JsonNode> event = opened.next();
                    event.isPresent();
                    event = opened.next()) {
                take(event.get());
            }
            log.add(Json.of("{type: 'CLOSED', closed: 'by the server'}"));
        } catch (IOException e) {
            log.add(Json.of("{type: 'CLOSED'}").put("closed", e.toString()));
        } catch (AssertionError e) {
            log.fail(e);
        } finally {
            opened.close();
        }
        if (returns && !closed) {
            comeBack();
        }
    }

    private void comeBack() {
        for (int attempt = 0; !closed; attempt++) {
            Endpoint asked = master;
            try {
                connect();
                return;
            } catch (IOException e) {
                if (master.equals(asked)) {
                    log.pause(Duration.ofMillis(masters.size() > 1 ? 50 : 200));
                    master = masters.get(attempt % masters.size());
                }
            }
        }
    }

    /** The master it is subscribed with, or tries to. */
    public Endpoint master() {
        return master;
    }

    private void take(JsonNode event) {
        if (isType(event, "SUBSCRIBED")) {
            frameworkId = event.at("/subscribed/framework_id/value").asText();
        }
        log.add(event);
        if (stepsBack && isType(event, "OFFERS")) {
            Thread.startVirtualThread(this::declineAll);
        }
        if (isType(event, "UPDATE") && acknowledges) {
            JsonNode status = event.at("/update/status");
            if (status.has("uuid")) {
                Thread.startVirtualThread(() -> acknowledge(status));
            }
        }
    }

    /**
     * Acknowledges a status; an answer of 403 (not yet subscribed again) leaves it to the retry.
     */
    public Answer acknowledge(JsonNode status) {
        ObjectNode call = Json.of("{type: 'ACKNOWLEDGE'}");
        ObjectNode acknowledge = call.putObject("acknowledge");
        acknowledge.set("agent_id", status.path("agent_id"));
        acknowledge.set("task_id", status.path("task_id"));
        acknowledge.set("uuid", status.path("uuid"));
        return call(call);
    }

    /** Sends a call of this framework on its stream; status 0 when the master is away. */
    public Answer call(ObjectNode call) {
        call.putObject("framework_id").put("value", frameworkId);
        try {
            return master.ask("POST", PATH, jsonHeaders(streamId), bytes(call));
        } catch (IOException e) {
            return new Answer(0, Map.of(), bytes(Json.of("{}").put("away", e.toString())));
        }
    }

    /**
     * Holds no offer while another framework works: by the rules of fair sharing that one would
     * else wait for what this one keeps.
     */
    public void standBackFor(Runnable work) {
        stepsBack = true;
        call(Json.of("{type: 'SUPPRESS', suppress: {}}"));
        declineAll();
        try {
            work.run();
        } finally {
            stepsBack = false;
            call(Json.of("{type: 'REVIVE', revive: {}}"));
        }
    }

    private void declineAll() {
        List<JsonNode> held = log.takeOffers();
        if (!held.isEmpty()) {
            ObjectNode call = Json.of("{type: 'DECLINE', decline: {filters: {refuse_seconds: 0}}}");
            ((ObjectNode) call.path("decline"))
                    .set("offer_ids", Json.array(held.stream().map(o -> o.path("id")).toList()));
            call(call);
        }
    }

    /** Kills a task. */
    public Answer kill(String taskId) {
        return call(Json.of("{type: 'KILL', kill: {task_id: {value: '%s'}}}", taskId));
    }

    /** Waits for an offer that holds so much, takes it and launches these tasks on it. */
    public Answer launch(ObjectNode... tasks) {
        double cpus = 0;
        double mem = 0;
        for (ObjectNode task : tasks) {
            cpus += Tasks.amount(task.path("resources"), "cpus");
            mem += Tasks.amount(task.path("resources"), "mem");
        }
        JsonNode offer = log.takeOffer(cpus, mem);
        for (ObjectNode task : tasks) {
            task.set("agent_id", offer.path("agent_id"));
        }
        ObjectNode operation = Json.of("{type: 'LAUNCH'}");
        operation.putObject("launch").set("task_infos", Json.array(List.of(tasks)));
        return accept(offer, operation);
    }

    /** Accepts an offer with these operations; what is left comes back at once. */
    public Answer accept(JsonNode offer, ObjectNode... operations) {
        return accept(List.of(offer), operations);
    }

    /** Accepts several offers of one agent with these operations. */
    public Answer accept(List<JsonNode> offers, ObjectNode... operations) {
        ObjectNode call = Json.of("{type: 'ACCEPT', accept: {filters: {refuse_seconds: 0}}}");
        ObjectNode accept = (ObjectNode) call.path("accept");
        accept.set(
                "offer_ids", Json.array(offers.stream().map(offer -> offer.path("id")).toList()));
        accept.set("operations", Json.array(List.of(operations)));
        return call(call);
    }

    /** Everything received so far, and the waiting for more. */
    public EventLog log() {
        return log;
    }

    /** Waits until a task is in this state, and gives the status. */
    public JsonNode awaitState(String taskId, String state) {
        return log.await(taskId + " " + state, event -> isStatus(event, taskId, state))
                .at("/update/status");
    }

    /** Waits for a task's terminal status. */
    public JsonNode awaitEnd(String taskId) {
        return log.await("the end of " + taskId, event -> isEndOf(event, taskId))
                .at("/update/status");
    }

    /** Waits for a status that ends the task or denies knowledge of it. */
    public JsonNode awaitEndOrUnknown(String taskId) {
        return log.await(
                        "an answer about " + taskId,
                        event -> isEndOf(event, taskId) || isStatus(event, taskId, "TASK_UNKNOWN"))
                .at("/update/status");
    }

    /** All statuses of a task so far, in order of arrival. */
    public List<JsonNode> statuses(String taskId) {
        return log.all().stream()
                .filter(event -> isStatusOf(event, taskId))
                .map(event -> event.at("/update/status"))
                .toList();
    }

    /** The id that the master gave. */
    public String frameworkId() {
        return frameworkId;
    }

    /** The id of the stream it has now. */
    public String streamId() {
        return streamId;
    }

    /** Takes an id before subscribing, as a scheduler does that starts again. */
    public RawScheduler as(String id) {
        frameworkId = id;
        return this;
    }

    /** Cuts the stream without a word. */
    public void disconnect() {
        closed = true;
        RecordStream open = stream;
        if (open != null) {
            open.close();
        }
    }

    /** Ends the framework, if it still lives, and the stream. */
    @Override
    public void close() {
        closed = true;
        call(Json.of("{type: 'TEARDOWN'}"));
        disconnect();
    }

    /** Whether an event is of this type. */
    public static boolean isType(JsonNode event, String type) {
        return event.path("type").asText().equals(type);
    }

    private static boolean isStatus(JsonNode event, String taskId, String state) {
        return isStatusOf(event, taskId) && event.at("/update/status/state").asText().equals(state);
    }

    private static boolean isStatusOf(JsonNode event, String taskId) {
        return isType(event, "UPDATE")
                && event.at("/update/status/task_id/value").asText().equals(taskId);
    }

    private static boolean isEndOf(JsonNode event, String taskId) {
        return isStatusOf(event, taskId)
                && Tasks.isTerminal(event.at("/update/status/state").asText());
    }

    private static Map<String, String> jsonHeaders(String streamId) {
        return streamId.isEmpty()
                ? Map.of("Content-Type", "application/json", "Accept", "application/json")
                : Map.of("Content-Type", "application/json", "Mesos-Stream-Id", streamId);
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
