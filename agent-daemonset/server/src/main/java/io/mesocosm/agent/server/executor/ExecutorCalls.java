package io.mesocosm.agent.server.executor;

import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.executor.Call;
import org.jspecify.annotations.Nullable;

/** What a call must contain, in Mesos's words (spec section 2). */
final class ExecutorCalls {
    private static final int UUID_BYTES = 16;

    private ExecutorCalls() {}

    /** What is wrong with the call, or null. */
    static @Nullable String fault(Call call) {
        if (!call.hasType()) {
            return "Expecting 'type' to be present";
        }
        return switch (call.getType()) {
            case SUBSCRIBE -> subscribe(call);
            case UPDATE ->
                    call.hasUpdate()
                            ? status(call, call.getUpdate().getStatus())
                            : "Expecting 'update' to be present";
            case MESSAGE -> call.hasMessage() ? null : "Expecting 'message' to be present";
            case HEARTBEAT, UNKNOWN -> null;
        };
    }

    private static @Nullable String subscribe(Call call) {
        if (!call.hasSubscribe()) {
            return "Expecting 'subscribe' to be present";
        }
        for (Call.Update update : call.getSubscribe().getUnacknowledgedUpdatesList()) {
            String fault = status(call, update.getStatus());
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private static @Nullable String status(Call call, TaskStatus status) {
        String from =
                "executor '"
                        + call.getExecutorId().getValue()
                        + "' of framework '"
                        + call.getFrameworkId().getValue()
                        + "'";
        if (!status.hasUuid()) {
            return "Expecting 'uuid' to be present";
        }
        if (status.getUuid().size() != UUID_BYTES) {
            return "Not a valid UUID: "
                    + status.getUuid().size()
                    + " bytes instead of "
                    + UUID_BYTES;
        }
        if (status.hasExecutorId()
                && !status.getExecutorId().getValue().equals(call.getExecutorId().getValue())) {
            return "ExecutorID in Call: "
                    + call.getExecutorId().getValue()
                    + " does not match ExecutorID in TaskStatus: "
                    + status.getExecutorId().getValue();
        }
        if (status.getSource() != TaskStatus.Source.SOURCE_EXECUTOR || !status.hasSource()) {
            return "Received Call from "
                    + from
                    + " with invalid source, expecting 'SOURCE_EXECUTOR'";
        }
        if (status.getState() == TaskState.TASK_STAGING) {
            return "Received TASK_STAGING from " + from + " which is not allowed";
        }
        return null;
    }
}
