package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Json;
import java.nio.file.Path;
import java.util.Set;

/** TaskInfos, and how to read what becomes of them. */
public final class Tasks {
    private static final Set<String> TERMINAL =
            Set.of(
                    "TASK_FINISHED",
                    "TASK_FAILED",
                    "TASK_KILLED",
                    "TASK_ERROR",
                    "TASK_LOST",
                    "TASK_DROPPED",
                    "TASK_GONE",
                    "TASK_GONE_BY_OPERATOR");

    private Tasks() {}

    /** A command task of a tenth of a CPU and 32 MB; the agent is filled in at launch. */
    public static ObjectNode command(String id, String shell) {
        ObjectNode task = Json.of("{name: '%s', task_id: {value: '%s'}}", id, id);
        task.putObject("command").put("value", shell).put("shell", true);
        task.set("resources", resources(0.1, 32));
        return task;
    }

    /** A container that sees a folder of the machine's under the same path. */
    public static ObjectNode mounting(Path folder) {
        return Json.of(
                "{type: 'MESOS', mesos: {}, volumes: [{mode: 'RW', container_path: '%s', host_path: '%s'}]}",
                folder, folder);
    }

    /** Scalar resources; a little disk is part of them. */
    public static ArrayNode resources(double cpus, double megabytes) {
        ArrayNode resources = Json.array(Set.of());
        scalar(resources, "cpus", cpus);
        scalar(resources, "mem", megabytes);
        scalar(resources, "disk", 8);
        return resources;
    }

    private static void scalar(ArrayNode resources, String name, double amount) {
        ObjectNode resource = resources.addObject().put("name", name).put("type", "SCALAR");
        resource.putObject("scalar").put("value", amount);
    }

    /** Whether a state is an end (for a framework that is aware of partitions). */
    public static boolean isTerminal(String state) {
        return TERMINAL.contains(state);
    }

    /** How much of a scalar an offer or a task has. */
    public static double amount(JsonNode resources, String name) {
        return Json.elements(resources)
                .filter(resource -> resource.path("name").asText().equals(name))
                .mapToDouble(resource -> resource.path("scalar").path("value").asDouble())
                .sum();
    }
}
