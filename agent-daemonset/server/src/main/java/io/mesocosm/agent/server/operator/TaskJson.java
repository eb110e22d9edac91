package io.mesocosm.agent.server.operator;

import com.google.protobuf.Message;
import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ContainerStatus;
import io.mesocosm.protocol.v1.NetworkInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import java.util.List;

/**
 * A task in {@code /state}: for a command task {@code executor_id} is empty (spec sections 0.5, 8
 * and 5.4).
 */
final class TaskJson {
    private final JsonWriter writer;
    private final String agentId;

    TaskJson(JsonWriter writer, String agentId) {
        this.writer = writer;
        this.agentId = agentId;
    }

    /** A task that its executor does not have yet: as it was sent, without a state. */
    void queued(AgentView.TaskView task) {
        TaskInfo info = StateJson.info(task);
        writer.beginObject();
        writer.field("id", task.spec().key().taskId());
        writer.field("name", info.getName());
        writer.field("slave_id", agentId);
        writer.name("resources");
        ResourceSums.of(info.getResourcesList()).write(writer);
        role(info);
        if (info.hasCommand()) {
            command(info.getCommand());
        }
        if (info.hasExecutor()) {
            writer.field("executor_id", info.getExecutor().getExecutorId().getValue());
        }
        if (info.hasDiscovery()) {
            message("discovery", info.getDiscovery());
        }
        writer.endObject();
    }

    private void command(CommandInfo command) {
        writer.name("command").beginObject();
        if (command.hasShell()) {
            writer.field("shell", command.getShell());
        }
        if (command.hasValue()) {
            writer.field("value", command.getValue());
        }
        writer.name("argv").beginArray();
        command.getArgumentsList().forEach(writer::value);
        writer.endArray();
        if (command.hasEnvironment()) {
            message("environment", command.getEnvironment());
        }
        writer.name("uris").beginArray();
        for (CommandInfo.URI uri : command.getUrisList()) {
            writer.beginObject().field("value", uri.getValue());
            writer.field("executable", uri.getExecutable()).endObject();
        }
        writer.endArray().endObject();
    }

    void write(ExecutorSpec executor, AgentView.TaskView task) {
        TaskInfo info = StateJson.info(task);
        boolean command = executor.kind() == ExecutorKind.COMMAND;
        writer.beginObject();
        writer.field("id", task.spec().key().taskId());
        writer.field("name", info.getName());
        writer.field("framework_id", task.spec().key().frameworkId());
        writer.field("executor_id", command ? "" : task.executorId());
        writer.field("slave_id", agentId);
        writer.field("state", task.state().wireName());
        writer.name("resources");
        ResourceSums.of(info.getResourcesList()).write(writer);
        limits(info);
        role(info);
        writer.name("statuses").beginArray();
        task.statuses().forEach(status -> status(task, status));
        writer.endArray();
        user(info);
        if (info.hasLabels()) {
            writer.name("labels");
            list(info.getLabels().getLabelsList());
        }
        if (info.hasDiscovery()) {
            message("discovery", info.getDiscovery());
        }
        if (info.hasContainer()) {
            message("container", info.getContainer());
        }
        if (info.hasHealthCheck()) {
            message("health_check", info.getHealthCheck());
        }
        writer.endObject();
    }

    private void user(TaskInfo info) {
        CommandInfo command =
                info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
        if (command.hasUser()) {
            writer.field("user", command.getUser());
        }
    }

    private void limits(TaskInfo info) {
        if (info.getLimitsCount() == 0) {
            return;
        }
        writer.name("limits").beginObject();
        info.getLimitsMap().forEach((name, limit) -> limit(name, limit.getValue()));
        writer.endObject();
    }

    /** JSON has no infinity: Mesos's own input form of it is what every reader can take. */
    private void limit(String name, double limit) {
        if (Double.isInfinite(limit)) {
            writer.field(name, "Infinity");
        } else {
            writer.field(name, limit);
        }
    }

    private void role(TaskInfo info) {
        for (Resource resource : info.getResourcesList()) {
            if (resource.getAllocationInfo().hasRole()) {
                writer.field("role", resource.getAllocationInfo().getRole());
                return;
            }
        }
    }

    private void status(AgentView.TaskView task, Status status) {
        TaskStatus message = Statuses.encode(task.spec().key(), task.executorId(), null, status);
        writer.beginObject();
        writer.field("state", message.getState().name());
        writer.field("timestamp", message.getTimestamp());
        if (message.hasLabels()) {
            writer.name("labels");
            list(message.getLabels().getLabelsList());
        }
        if (message.hasContainerStatus()) {
            containerStatus(message.getContainerStatus());
        }
        if (message.hasHealthy()) {
            writer.field("healthy", message.getHealthy());
        }
        writer.endObject();
    }

    private void containerStatus(ContainerStatus status) {
        writer.name("container_status").beginObject();
        if (status.hasContainerId()) {
            message("container_id", status.getContainerId());
        }
        if (status.getNetworkInfosCount() > 0) {
            writer.name("network_infos").beginArray();
            status.getNetworkInfosList().forEach(this::network);
            writer.endArray();
        }
        if (status.hasCgroupInfo()) {
            message("cgroup_info", status.getCgroupInfo());
        }
        writer.endObject();
    }

    /** Not as the message is: labels are a list, and what is empty is left out. */
    private void network(NetworkInfo info) {
        writer.beginObject();
        if (info.getGroupsCount() > 0) {
            writer.name("groups").beginArray();
            info.getGroupsList().forEach(writer::value);
            writer.endArray();
        }
        if (info.hasLabels()) {
            writer.name("labels");
            list(info.getLabels().getLabelsList());
        }
        if (info.getIpAddressesCount() > 0) {
            writer.name("ip_addresses");
            list(info.getIpAddressesList());
        }
        if (info.hasName()) {
            writer.field("name", info.getName());
        }
        if (info.getPortMappingsCount() > 0) {
            writer.name("port_mappings");
            list(info.getPortMappingsList());
        }
        writer.endObject();
    }

    private void message(String name, Message message) {
        writer.name(name);
        MesosJson.write(message, writer);
    }

    private void list(List<? extends Message> messages) {
        writer.beginArray();
        messages.forEach(message -> MesosJson.write(message, writer));
        writer.endArray();
    }
}
