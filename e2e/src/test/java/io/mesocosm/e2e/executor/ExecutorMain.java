package io.mesocosm.e2e.executor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import io.mesocosm.e2e.wire.RecordStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A custom executor: its tasks run until the scheduler's message "finish ID" or a KILL; other
 * messages are sent back. It comes back to a restarted agent with what is not acknowledged. Runs as
 * a program of its own, on one thread.
 */
public final class ExecutorMain {
    private static final String PATH = "/api/v1/executor";

    private final Map<String, String> environment;
    private final Set<String> running = new HashSet<>();
    private final Map<String, JsonNode> unacknowledgedTasks = new LinkedHashMap<>();
    private final Map<String, JsonNode> unacknowledgedUpdates = new LinkedHashMap<>();

    private ExecutorMain(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Runs until SHUTDOWN, or until the agent stays away longer than the recovery timeout. */
    public static void main(String[] arguments) {
        System.exit(new ExecutorMain(System.getenv()).run());
    }

    private int run() {
        boolean checkpoints = environment.getOrDefault("MESOS_CHECKPOINT", "").equals("1");
        long giveUp = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        do {
            try {
                if (serve()) {
                    return 0;
                }
                giveUp = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            } catch (IOException e) {
                System.err.println("away from the agent: " + e);
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        } while (checkpoints && System.nanoTime() < giveUp);
        return 1;
    }

    private boolean serve() throws IOException {
        try (RecordStream stream = subscribe()) {
            if (stream.head().status() != 200) {
                throw new IOException("SUBSCRIBE refused: " + stream.refusal());
            }
            for (Optional<JsonNode> event = stream.next();
                    event.isPresent();
                    event = stream.next()) {
                System.out.println(event.get());
                if (!handle(event.get())) {
                    return true;
                }
            }
            return false;
        }
    }

    private RecordStream subscribe() throws IOException {
        ObjectNode call = call("SUBSCRIBE");
        ObjectNode subscribe = call.putObject("subscribe");
        subscribe.set("unacknowledged_tasks", Json.array(unacknowledgedTasks.values()));
        subscribe.set("unacknowledged_updates", Json.array(unacknowledgedUpdates.values()));
        Connection connection = connect(Duration.ZERO);
        connection.send("POST", PATH, headers(), bytes(call));
        return new RecordStream(connection);
    }

    /** Whether to go on. */
    private boolean handle(JsonNode event) throws IOException {
        switch (event.path("type").asText()) {
            case "LAUNCH" -> started(event.at("/launch/task"));
            case "LAUNCH_GROUP" -> {
                for (JsonNode task : event.at("/launch_group/task_group/tasks")) {
                    started(task);
                }
            }
            case "KILL" -> ended(event.at("/kill/task_id/value").asText(), "TASK_KILLED");
            case "ACKNOWLEDGED" -> {
                unacknowledgedUpdates.remove(event.at("/acknowledged/uuid").asText());
                unacknowledgedTasks.remove(event.at("/acknowledged/task_id/value").asText());
            }
            case "MESSAGE" -> message(event.at("/message/data").asText());
            case "SHUTDOWN" -> {
                return false;
            }
            default -> {}
        }
        return true;
    }

    private void started(JsonNode task) throws IOException {
        String id = task.at("/task_id/value").asText();
        unacknowledgedTasks.put(id, task);
        running.add(id);
        update(id, "TASK_RUNNING");
    }

    private void ended(String id, String state) throws IOException {
        if (running.remove(id)) {
            update(id, state);
        }
    }

    private void message(String data) throws IOException {
        String text = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
        if (text.startsWith("finish ")) {
            ended(text.substring("finish ".length()), "TASK_FINISHED");
            return;
        }
        ObjectNode call = call("MESSAGE");
        call.putObject("message").put("data", data);
        send(call);
    }

    private void update(String taskId, String state) throws IOException {
        UUID uuid = UUID.randomUUID();
        byte[] raw =
                java.nio.ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array();
        ObjectNode status = Json.of("{source: 'SOURCE_EXECUTOR'}");
        status.putObject("task_id").put("value", taskId);
        status.put("state", state);
        status.put("uuid", Base64.getEncoder().encodeToString(raw));
        status.put("message", "pid " + ProcessHandle.current().pid());
        ObjectNode call = call("UPDATE");
        ObjectNode update = call.putObject("update");
        update.set("status", status);
        unacknowledgedUpdates.put(status.path("uuid").asText(), update);
        send(call);
    }

    private void send(ObjectNode call) throws IOException {
        try (Connection connection = connect(Duration.ofSeconds(20))) {
            connection.send("POST", PATH, headers(), bytes(call));
            Answer answer = connection.receive();
            if (answer.status() != 202) {
                System.err.println("refused: " + call + ": " + answer);
            }
        }
    }

    private Connection connect(Duration silence) throws IOException {
        return environment.getOrDefault("E2E_TRANSPORT", "").equals("unix")
                ? Connection.unix(Path.of(variable("MESOS_DOMAIN_SOCKET")))
                : Connection.tcp(Endpoint.parse(variable("MESOS_AGENT_ENDPOINT")), silence);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        String token = environment.get("MESOS_EXECUTOR_AUTHENTICATION_TOKEN");
        if (token != null) {
            headers.put("Authorization", "Bearer " + token);
        }
        return headers;
    }

    private ObjectNode call(String type) {
        ObjectNode call = Json.of("{}").put("type", type);
        call.putObject("framework_id").put("value", variable("MESOS_FRAMEWORK_ID"));
        call.putObject("executor_id").put("value", variable("MESOS_EXECUTOR_ID"));
        return call;
    }

    private String variable(String name) {
        return Objects.requireNonNull(environment.get(name), name);
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
