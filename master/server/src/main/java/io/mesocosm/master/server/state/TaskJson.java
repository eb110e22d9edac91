package io.mesocosm.master.server.state;

import com.google.protobuf.Message;
import io.mesocosm.master.core.task.KeptStatus;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ContainerStatus;
import io.mesocosm.protocol.v1.Label;
import io.mesocosm.protocol.v1.Labels;
import io.mesocosm.protocol.v1.NetworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A task and its statuses. */
final class TaskJson {
    private TaskJson() {}

    static void write(JsonWriter writer, Task task) {
        TaskInfo info = PayloadReader.read(TaskInfo.parser(), task.info());
        writer.beginObject();
        writer.field("id", task.id());
        writer.field("name", task.name());
        writer.field("framework_id", task.frameworkId());
        writer.field("executor_id", task.executorId() == null ? "" : task.executorId());
        writer.field("slave_id", task.agentId());
        writer.field("state", task.state().name());
        ResourcesJson.field(writer, "resources", task.resources());
        limits(writer, info.getLimitsMap());
        writer.field("role", task.role());
        writer.name("statuses").beginArray();
        task.statuses().forEach(status -> status(writer, status));
        writer.endArray();
        user(writer, info);
        if (info.hasLabels()) {
            labels(writer, info.getLabels());
        }
        if (info.hasDiscovery()) {
            MesosJson.write(info.getDiscovery(), writer.name("discovery"));
        }
        if (info.hasContainer()) {
            MesosJson.write(info.getContainer(), writer.name("container"));
        }
        if (info.hasHealthCheck()) {
            MesosJson.write(info.getHealthCheck(), writer.name("health_check"));
        }
        writer.endObject();
    }

    private static void limits(JsonWriter writer, Map<String, Value.Scalar> limits) {
        if (limits.isEmpty()) {
            return;
        }
        writer.name("limits").beginObject();
        new TreeMap<>(limits).forEach((name, limit) -> limit(writer.name(name), limit.getValue()));
        writer.endObject();
    }

    /**
     * JSON has no infinity: Mesos's own input form of it, a string, is what every reader can take.
     */
    private static void limit(JsonWriter writer, double limit) {
        if (Double.isInfinite(limit)) {
            writer.value("Infinity");
        } else {
            writer.value(limit);
        }
    }

    private static void user(JsonWriter writer, TaskInfo info) {
        CommandInfo command =
                info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
        if (command.hasUser()) {
            writer.field("user", command.getUser());
        }
    }

    private static void status(JsonWriter writer, KeptStatus status) {
        writer.beginObject();
        writer.field("state", status.state().name());
        writer.field("timestamp", seconds(status.timestamp()));
        TaskStatus carried = PayloadReader.readIfPresent(TaskStatus.parser(), status.carried());
        if (carried != null) {
            if (carried.hasLabels()) {
                labels(writer, carried.getLabels());
            }
            if (carried.hasContainerStatus()) {
                containerStatus(writer, carried.getContainerStatus());
            }
            if (carried.hasHealthy()) {
                writer.field("healthy", carried.getHealthy());
            }
        }
        writer.endObject();
    }

    private static void containerStatus(JsonWriter writer, ContainerStatus status) {
        writer.name("container_status").beginObject();
        if (status.hasContainerId()) {
            MesosJson.write(status.getContainerId(), writer.name("container_id"));
        }
        if (status.getNetworkInfosCount() > 0) {
            writer.name("network_infos").beginArray();
            status.getNetworkInfosList().forEach(info -> network(writer, info));
            writer.endArray();
        }
        if (status.hasCgroupInfo()) {
            MesosJson.write(status.getCgroupInfo(), writer.name("cgroup_info"));
        }
        writer.endObject();
    }

    /** Not as the message is: labels are a list, and what is empty is left out. */
    private static void network(JsonWriter writer, NetworkInfo info) {
        writer.beginObject();
        if (info.getGroupsCount() > 0) {
            writer.name("groups").beginArray();
            info.getGroupsList().forEach(writer::value);
            writer.endArray();
        }
        if (info.hasLabels()) {
            labels(writer, info.getLabels());
        }
        messages(writer, "ip_addresses", info.getIpAddressesList());
        if (info.hasName()) {
            writer.field("name", info.getName());
        }
        messages(writer, "port_mappings", info.getPortMappingsList());
        writer.endObject();
    }

    private static void messages(JsonWriter writer, String name, List<? extends Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        writer.name(name).beginArray();
        messages.forEach(message -> MesosJson.write(message, writer));
        writer.endArray();
    }

    static void labels(JsonWriter writer, Labels labels) {
        writer.name("labels").beginArray();
        for (Label label : labels.getLabelsList()) {
            MesosJson.write(label, writer);
        }
        writer.endArray();
    }

    /** Seconds since 1970, as all of Mesos's times are. */
    static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }
}
