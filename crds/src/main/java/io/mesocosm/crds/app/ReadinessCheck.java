package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a new task counts in a deployment. */
public record ReadinessCheck(
        @JsonPropertyDescription("Its name, readinessCheck by default.") @Nullable String name,
        @JsonPropertyDescription("HTTP or HTTPS.") @Nullable Protocol protocol,
        @JsonPropertyDescription("The path to ask for.") @Nullable String path,
        @JsonPropertyDescription("Which of the app's ports.") @Nullable String portName,
        @Min(1) @JsonPropertyDescription("Between two checks.") @Nullable Integer intervalSeconds,
        @Min(1) @JsonPropertyDescription("How long one may take.") @Nullable Integer timeoutSeconds,
        @Size(min = 1, max = 64) @JsonPropertyDescription("Answers that mean ready.")
                @Nullable List<Integer> httpStatusCodesForReady,
        @JsonPropertyDescription("Whether Marathon shows the last answer.")
                @Nullable Boolean preserveLastResponse) {

    /** How to ask. */
    public enum Protocol {
        HTTP,
        HTTPS
    }
}
