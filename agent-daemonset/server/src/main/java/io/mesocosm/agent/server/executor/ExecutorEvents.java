package io.mesocosm.agent.server.executor;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.executor.ExecutorEvent;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.DurationInfo;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.TaskGroupInfo;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.executor.Event;

/** The core's executor events as Mesos's (spec section 2). */
final class ExecutorEvents {
    static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

    private ExecutorEvents() {}

    static Event encode(ExecutorEvent event, AgentInfo agent)
            throws InvalidProtocolBufferException {
        Event.Builder message = Event.newBuilder();
        switch (event) {
            case ExecutorEvent.Subscribed e -> {
                message.setType(Event.Type.SUBSCRIBED);
                message.getSubscribedBuilder()
                        .setExecutorInfo(ExecutorInfo.parseFrom(e.executorInfo().bytes()))
                        .setFrameworkInfo(FrameworkInfo.parseFrom(e.frameworkInfo().bytes()))
                        .setAgentInfo(agent)
                        .setContainerId(Statuses.containerId(e.container()));
            }
            case ExecutorEvent.Launch e -> {
                message.setType(Event.Type.LAUNCH);
                message.getLaunchBuilder().setTask(TaskInfo.parseFrom(e.task().bytes()));
            }
            case ExecutorEvent.LaunchGroup e -> {
                message.setType(Event.Type.LAUNCH_GROUP);
                TaskGroupInfo.Builder group = message.getLaunchGroupBuilder().getTaskGroupBuilder();
                for (Payload task : e.tasks()) {
                    group.addTasks(TaskInfo.parseFrom(task.bytes()));
                }
            }
            case ExecutorEvent.Kill e -> {
                message.setType(Event.Type.KILL);
                message.getKillBuilder().setTaskId(id(e.taskId()));
                if (e.grace() != null) {
                    message.getKillBuilder()
                            .setKillPolicy(
                                    KillPolicy.newBuilder()
                                            .setGracePeriod(
                                                    DurationInfo.newBuilder()
                                                            .setNanoseconds(e.grace().toNanos())));
                }
            }
            case ExecutorEvent.Acknowledged e -> {
                message.setType(Event.Type.ACKNOWLEDGED);
                message.getAcknowledgedBuilder()
                        .setTaskId(id(e.taskId()))
                        .setUuid(Statuses.uuid(e.uuid()));
            }
            case ExecutorEvent.Message e -> {
                message.setType(Event.Type.MESSAGE);
                message.getMessageBuilder().setData(ByteString.copyFrom(e.data().bytes()));
            }
            case ExecutorEvent.Failure e -> {
                message.setType(Event.Type.ERROR);
                message.getErrorBuilder().setMessage(e.message());
            }
            case ExecutorEvent.Shutdown _ -> message.setType(Event.Type.SHUTDOWN);
        }
        return message.build();
    }

    private static TaskID id(String taskId) {
        return TaskID.newBuilder().setValue(taskId).build();
    }
}
