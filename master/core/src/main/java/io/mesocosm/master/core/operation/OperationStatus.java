package io.mesocosm.master.core.operation;

import org.jspecify.annotations.Nullable;

/** What a framework is told of an operation (UPDATE_OPERATION_STATUS); it carries no uuid. */
public record OperationStatus(
        String operationId,
        State state,
        @Nullable String message,
        @Nullable String agentId,
        @Nullable String resourceProviderId) {
    /** OperationState names. */
    public enum State {
        OPERATION_FINISHED,
        OPERATION_ERROR,
        OPERATION_DROPPED,
        OPERATION_UNREACHABLE,
        OPERATION_GONE_BY_OPERATOR,
        OPERATION_RECOVERING,
        OPERATION_UNKNOWN
    }
}
