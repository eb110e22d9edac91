package io.mesocosm.master.server.outgoing;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.task.TaskStatus;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.v1.TaskState;
import java.time.Instant;

/** Task statuses as messages. */
public final class Statuses {
    private Statuses() {}

    /** An agent's status as it came, or the message of one that the master made (spec §1.7). */
    public static io.mesocosm.protocol.v1.TaskStatus message(TaskStatus status) {
        io.mesocosm.protocol.v1.TaskStatus.Builder message =
                status.encoded() != null
                        ? Encoded.read(
                                status.encoded(), io.mesocosm.protocol.v1.TaskStatus.parser())
                                .toBuilder()
                        : made(status);
        if (status.agentId() != null && !message.hasAgentId()) {
            message.getAgentIdBuilder().setValue(status.agentId());
        }
        if (status.executorId() != null && !message.hasExecutorId()) {
            message.getExecutorIdBuilder().setValue(status.executorId());
        }
        if (status.unreachableTime() != null) {
            message.getUnreachableTimeBuilder().setNanoseconds(nanos(status.unreachableTime()));
        }
        return message.build();
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
