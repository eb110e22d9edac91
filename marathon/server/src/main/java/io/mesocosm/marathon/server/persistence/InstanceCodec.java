package io.mesocosm.marathon.server.persistence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.instance.CheckResult;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Goal;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Placement;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.path.InstanceId;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Instances as JSON on disk. */
final class InstanceCodec {

    private InstanceCodec() {}

    static ObjectNode write(Instance instance) {
        ObjectNode out = Codec.JSON.createObjectNode();
        out.put("id", instance.id().value());
        out.put("app", instance.app().value());
        out.put("version", instance.version().toString());
        out.put("role", instance.role());
        out.put("goal", instance.goal().name());
        out.put("condition", instance.condition().name());
        out.put("since", instance.since().toString());
        out.put("incarnation", instance.incarnation());
        out.put("wipe", instance.wipe());
        Task task = instance.task();
        if (task != null) {
            out.set("task", task(task));
        }
        return out;
    }

    private static ObjectNode task(Task task) {
        ObjectNode out = Codec.JSON.createObjectNode();
        out.put("id", task.id().value());
        out.put("agentId", task.placement().agentId());
        out.put("host", task.placement().host());
        ObjectNode attributes = out.putObject("attributes");
        task.placement().attributes().forEach(attributes::put);
        out.put("region", task.placement().region());
        out.put("zone", task.placement().zone());
        ArrayNode ports = out.putArray("hostPorts");
        task.hostPorts().forEach(ports::add);
        ArrayNode addresses = out.putArray("ipAddresses");
        task.ipAddresses()
                .forEach(
                        a ->
                                addresses
                                        .addObject()
                                        .put("address", a.address())
                                        .put("protocol", a.protocol()));
        out.put("state", task.state().name());
        out.put("stagedAt", task.stagedAt().toString());
        out.put("startedAt", task.startedAt() == null ? null : task.startedAt().toString());
        out.put("mesosHealthy", task.mesosHealthy());
        CheckResult check = task.checkResult();
        if (check != null) {
            out.putObject("check").put("kind", check.kind().name()).put("value", check.value());
        }
        return out;
    }

    static Instance read(JsonNode in) {
        JsonNode task = in.get("task");
        return new Instance(
                new InstanceId(in.path("id").asText()),
                PathId.of(in.path("app").asText()),
                Instant.parse(in.path("version").asText()),
                in.path("role").asText(),
                Goal.valueOf(in.path("goal").asText()),
                Condition.valueOf(in.path("condition").asText()),
                Instant.parse(in.path("since").asText()),
                in.path("incarnation").asInt(),
                task == null || task.isNull() ? null : readTask(task),
                in.path("wipe").asBoolean());
    }

    private static Task readTask(JsonNode in) {
        Map<String, String> attributes = new LinkedHashMap<>();
        in.path("attributes")
                .properties()
                .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
        List<Integer> ports = new ArrayList<>();
        in.path("hostPorts").forEach(p -> ports.add(p.asInt()));
        List<Task.IpAddress> addresses = new ArrayList<>();
        in.path("ipAddresses")
                .forEach(
                        a ->
                                addresses.add(
                                        new Task.IpAddress(
                                                a.path("address").asText(),
                                                a.path("protocol").asText())));
        String startedAt = text(in, "startedAt");
        return new Task(
                new TaskId(in.path("id").asText()),
                new Placement(
                        in.path("agentId").asText(),
                        in.path("host").asText(),
                        attributes,
                        text(in, "region"),
                        text(in, "zone")),
                List.copyOf(ports),
                List.copyOf(addresses),
                TaskState.valueOf(in.path("state").asText()),
                Instant.parse(in.path("stagedAt").asText()),
                startedAt == null ? null : Instant.parse(startedAt),
                in.hasNonNull("mesosHealthy")
                        ? Boolean.valueOf(in.path("mesosHealthy").asBoolean())
                        : null,
                check(in.path("check")));
    }

    private static @Nullable CheckResult check(JsonNode in) {
        return in.isObject()
                ? new CheckResult(
                        Check.Kind.valueOf(in.path("kind").asText()), in.path("value").asInt())
                : null;
    }

    static @Nullable String text(JsonNode in, String name) {
        return in.hasNonNull(name) ? in.path(name).asText() : null;
    }
}
