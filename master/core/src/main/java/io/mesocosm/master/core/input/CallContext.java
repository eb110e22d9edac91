package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What every scheduler call but SUBSCRIBE carries: who waits for the answer, the call's
 * framework_id, the Mesos-Stream-Id header and the authenticated principal (null when absent).
 */
public record CallContext(
        CallHandle call,
        String frameworkId,
        @Nullable String streamId,
        @Nullable String principal) {
    public CallContext {
        requireNonNull(call, "call");
        requireNonNull(frameworkId, "frameworkId");
    }
}
