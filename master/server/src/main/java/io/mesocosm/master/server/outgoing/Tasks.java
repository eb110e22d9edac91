package io.mesocosm.master.server.outgoing;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskState;

/** Tasks as the operator API tells them. */
public final class Tasks {
    private Tasks() {}

    /** The message of a task. */
    public static io.mesocosm.protocol.v1.Task message(Task task) {
        TaskInfo info = info(task);
        io.mesocosm.protocol.v1.Task.Builder message =
                io.mesocosm.protocol.v1.Task.newBuilder()
                        .setName(task.name())
                        .setState(TaskState.valueOf(task.state().name()))
                        .addAllResources(
                                ResourceMessages.write(
                                        task.resources(), ResourceFormat.POST_REFINEMENT))
                        .putAllLimits(info.getLimitsMap());
        message.getTaskIdBuilder().setValue(task.id());
        message.getFrameworkIdBuilder().setValue(task.frameworkId());
        message.getAgentIdBuilder().setValue(task.agentId());
        if (task.executorId() != null) {
            message.getExecutorIdBuilder().setValue(task.executorId());
        }
        task.statuses()
                .forEach(
                        s ->
                                message.addStatuses(
                                        Statuses.message(s, task).toBuilder().clearData()));
        if (task.forwardedState() != null) {
            message.setStatusUpdateState(TaskState.valueOf(task.forwardedState().name()));
        }
        if (task.forwardedUuid() != null) {
            message.setStatusUpdateUuid(ByteString.copyFrom(task.forwardedUuid().bytes()));
        }
        addFacts(message, info);
        return message.build();
    }

    private static void addFacts(io.mesocosm.protocol.v1.Task.Builder message, TaskInfo info) {
        if (info.hasLabels()) {
            message.setLabels(info.getLabels());
        }
        if (info.hasDiscovery()) {
            message.setDiscovery(info.getDiscovery());
        }
        if (info.hasContainer()) {
            message.setContainer(info.getContainer());
        }
        if (info.hasHealthCheck()) {
            message.setHealthCheck(info.getHealthCheck());
        }
        if (info.hasKillPolicy()) {
            message.setKillPolicy(info.getKillPolicy());
        }
        String user = user(info);
        if (!user.isEmpty()) {
            message.setUser(user);
        }
    }

    /** The TaskInfo that the task was launched with. */
    public static TaskInfo info(Task task) {
        return Encoded.read(task.info(), TaskInfo.parser());
    }

    /** The user that the task's command, or else its executor's, names; empty for none. */
    public static String user(TaskInfo info) {
        return info.getCommand().hasUser()
                ? info.getCommand().getUser()
                : info.getExecutor().getCommand().getUser();
    }
}
