package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What a task may use beyond what it asked for. */
public record ResourceLimits(
        @JsonPropertyDescription("A number of CPUs, or unlimited.") @Nullable JsonNode cpus,
        @JsonPropertyDescription("MB, or unlimited.") @Nullable JsonNode mem) {}
