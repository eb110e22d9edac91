package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** What a custom executor needs beside its tasks. */
public record ExecutorResources(
        @Min(0) @JsonPropertyDescription("CPUs.") @Nullable Double cpus,
        @Min(0) @JsonPropertyDescription("MB.") @Nullable Double mem,
        @Min(0) @JsonPropertyDescription("MB.") @Nullable Double disk) {}
