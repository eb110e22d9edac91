package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.health.Health;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a task as Marathon shows it (spec §1.6, Task JSON). */
public final class TaskWriter {

    private TaskWriter() {}

    public static ObjectNode write(TaskView view) {
        Instance instance = view.instance();
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Task task = instance.task();
        App app = view.definition();
        out.put("appId", instance.app().value());
        out.putArray("localVolumes");
        out.put("role", instance.role());
        if (task == null) {
            out.put("id", instance.id().value());
            return out;
        }
        out.put("id", task.id().value());
        out.put("host", task.placement().host());
        out.put("slaveId", task.placement().agentId());
        out.put("state", task.state().name());
        AppWriter.text(out, "region", task.placement().region());
        AppWriter.text(out, "zone", task.placement().zone());
        time(out, "stagedAt", task.stagedAt());
        time(out, "startedAt", task.startedAt());
        out.put("version", Fields.text(instance.version()));
        ArrayNode ports = out.putArray("ports");
        task.hostPorts().forEach(ports::add);
        ArrayNode servicePorts = out.putArray("servicePorts");
        if (app != null) {
            app.servicePorts().forEach(servicePorts::add);
        }
        ArrayNode addresses = out.putArray("ipAddresses");
        task.ipAddresses()
                .forEach(
                        a ->
                                addresses
                                        .addObject()
                                        .put("ipAddress", a.address())
                                        .put("protocol", a.protocol()));
        if (task.checkResult() != null) {
            out.set("checkResult", CheckJson.write(task.checkResult()));
        }
        health(out, instance, view.health());
        return out;
    }

    private static void health(ObjectNode out, Instance instance, List<Health> health) {
        List<Health> known = health.stream().filter(Health::isKnown).toList();
        if (known.isEmpty()) {
            return;
        }
        ArrayNode list = out.putArray("healthCheckResults");
        for (Health one : known) {
            ObjectNode node = list.addObject();
            node.put("alive", one.alive());
            node.put("consecutiveFailures", one.consecutiveFailures());
            time(node, "firstSuccess", one.firstSuccess());
            time(node, "lastSuccess", one.lastSuccess());
            time(node, "lastFailure", one.lastFailure());
            AppWriter.text(node, "lastFailureCause", one.lastFailureCause());
            node.put("instanceId", instance.id().value());
        }
    }

    static void time(ObjectNode node, String name, @Nullable Instant at) {
        if (at != null) {
            node.put(name, Fields.text(at));
        }
    }
}
