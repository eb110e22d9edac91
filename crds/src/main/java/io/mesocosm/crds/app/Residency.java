package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Settings of stateful apps as Marathon before 1.5 had them; without effect. */
public record Residency(
        @JsonPropertyDescription("Without effect.") @Nullable Long relaunchEscalationTimeoutSeconds,
        @JsonPropertyDescription("Without effect.") @Nullable TaskLostBehavior taskLostBehavior) {

    /** What became of a lost task. */
    public enum TaskLostBehavior {
        WAIT_FOREVER,
        RELAUNCH_AFTER_TIMEOUT
    }
}
