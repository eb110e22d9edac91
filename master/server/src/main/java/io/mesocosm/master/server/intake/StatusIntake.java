package io.mesocosm.master.server.intake;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads a TaskStatus that an agent sent. */
public final class StatusIntake {
    private StatusIntake() {}

    /** The facts of the status; its bytes go on as they came. */
    public static StatusSpec status(TaskStatus status, ByteString encoded, Instant received) {
        return new StatusSpec(
                status.getTaskId().getValue(),
                TaskState.valueOf(status.getState().name()),
                StatusSource.valueOf(status.getSource().name()),
                status.hasReason() ? reason(status.getReason().name()) : null,
                uuid(status.getUuid()),
                status.hasTimestamp() ? instant(status.getTimestamp()) : received,
                Payload.of(encoded.toByteArray()));
    }

    /** A reason that we do not decide on is left to the encoded status. */
    private static @Nullable StatusReason reason(String name) {
        for (StatusReason reason : StatusReason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return null;
    }

    private static @Nullable StatusUuid uuid(ByteString uuid) {
        return uuid.size() == StatusUuid.LENGTH ? StatusUuid.of(uuid.toByteArray()) : null;
    }

    /** Seconds with a fraction, as Mesos writes times. */
    static Instant instant(double seconds) {
        return Instant.EPOCH.plus(Duration.ofNanos(Math.round(seconds * 1e6) * 1000));
    }
}
