package io.mesocosm.agent.server.operator;

import com.google.protobuf.Message;
import io.mesocosm.agent.core.AgentView;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
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
    private final String frameworkUser;

    TaskJson(JsonWriter writer, String agentId, String frameworkUser) {
        this.writer = writer;
        this.agentId = agentId;
        this.frameworkUser = frameworkUser;
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
        String user = info.getCommand().hasUser() ? info.getCommand().getUser() : frameworkUser;
        if (!user.isEmpty()) {
            writer.field("user", user);
        }
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

    private void limits(TaskInfo info) {
        if (info.getLimitsCount() == 0) {
            return;
        }
        writer.name("limits").beginObject();
        info.getLimitsMap().forEach((name, limit) -> writer.field(name, limit.getValue()));
        writer.endObject();
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
            message("container_status", message.getContainerStatus());
        }
        if (message.hasHealthy()) {
            writer.field("healthy", message.getHealthy());
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
