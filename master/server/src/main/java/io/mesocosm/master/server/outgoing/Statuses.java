package io.mesocosm.master.server.outgoing;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.task.KeptStatus;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskStatus;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.v1.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Task statuses as messages. */
public final class Statuses {
    private Statuses() {}

    /** An agent's status as it came, or the message of one that the master made (spec §1.7). */
    public static io.mesocosm.protocol.v1.TaskStatus message(TaskStatus status) {
        io.mesocosm.protocol.v1.TaskStatus.Builder message =
                located(
                        status.encoded() != null
                                ? forwarded(status, status.encoded())
                                : made(status),
                        status.agentId(),
                        status.executorId());
        if (status.unreachableTime() != null) {
            message.getUnreachableTimeBuilder().setNanoseconds(nanos(status.unreachableTime()));
        }
        return message.build();
    }

    /** A status of a task's history; the executor of a command task has the task's id. */
    static io.mesocosm.protocol.v1.TaskStatus message(KeptStatus kept, Task task) {
        return switch (kept) {
            case TaskStatus status -> message(status);
            case KeptStatus.Forwarded(var _, var _, Payload encoded) ->
                    located(
                                    read(encoded),
                                    task.agentId(),
                                    task.executorId() != null ? task.executorId() : task.id())
                            .build();
        };
    }

    /** What came from the agent, but for an end that its drain has caused. */
    private static io.mesocosm.protocol.v1.TaskStatus.Builder forwarded(
            TaskStatus status, Payload encoded) {
        io.mesocosm.protocol.v1.TaskStatus.Builder message = read(encoded);
        if (status.reason() == StatusReason.REASON_AGENT_DRAINING) {
            message.setState(TaskState.valueOf(status.state().name()))
                    .setReason(io.mesocosm.protocol.v1.TaskStatus.Reason.REASON_AGENT_DRAINING);
        }
        return message;
    }

    private static io.mesocosm.protocol.v1.TaskStatus.Builder read(Payload encoded) {
        return Encoded.read(encoded, io.mesocosm.protocol.v1.TaskStatus.parser()).toBuilder();
    }

    private static io.mesocosm.protocol.v1.TaskStatus.Builder located(
            io.mesocosm.protocol.v1.TaskStatus.Builder message,
            @Nullable String agentId,
            @Nullable String executorId) {
        if (agentId != null && !message.hasAgentId()) {
            message.getAgentIdBuilder().setValue(agentId);
        }
        if (executorId != null && !message.hasExecutorId()) {
            message.getExecutorIdBuilder().setValue(executorId);
        }
        return message;
    }

    private static io.mesocosm.protocol.v1.TaskStatus.Builder made(TaskStatus status) {
        io.mesocosm.protocol.v1.TaskStatus.Builder message =
                io.mesocosm.protocol.v1.TaskStatus.newBuilder()
                        .setState(TaskState.valueOf(status.state().name()))
                        .setSource(
                                io.mesocosm.protocol.v1.TaskStatus.Source.valueOf(
                                        status.source().name()))
                        .setTimestamp(seconds(status.timestamp()));
        message.getTaskIdBuilder().setValue(status.taskId());
        if (status.reason() != null) {
            message.setReason(
                    io.mesocosm.protocol.v1.TaskStatus.Reason.valueOf(status.reason().name()));
        }
        if (status.message() != null) {
            message.setMessage(status.message());
        }
        if (status.uuid() != null) {
            message.setUuid(ByteString.copyFrom(status.uuid().bytes()));
        }
        if (status.evidence() != null) {
            addEvidence(
                    message,
                    Encoded.read(status.evidence(), io.mesocosm.protocol.v1.TaskStatus.parser()));
        }
        return message;
    }

    private static void addEvidence(
            io.mesocosm.protocol.v1.TaskStatus.Builder message,
            io.mesocosm.protocol.v1.TaskStatus evidence) {
        if (evidence.hasHealthy()) {
            message.setHealthy(evidence.getHealthy());
        }
        if (evidence.hasCheckStatus()) {
            message.setCheckStatus(evidence.getCheckStatus());
        }
        if (evidence.hasContainerStatus()) {
            message.setContainerStatus(evidence.getContainerStatus());
        }
    }

    /** A time as v1 timestamps have it. */
    public static double seconds(Instant instant) {
        return (instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000) / 1e6;
    }

    /** A time as TimeInfo has it. */
    public static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
