package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last task of an app that failed (spec §1.3, lastTaskFailure). */
public record TaskFailure(
        PathId app,
        String host,
        String message,
        String state,
        TaskId task,
        Instant at,
        Instant version,
        @Nullable String agentId) {

    /** The same with another message. */
    public TaskFailure withMessage(String other) {
        return new TaskFailure(app, host, other, state, task, at, version, agentId);
    }
}
