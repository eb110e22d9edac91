package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** How many tasks may be missing or too many in an upgrade, as shares of instances. */
public record UpgradeStrategy(
        @Min(0) @Max(1) @JsonPropertyDescription("Always healthy.")
                @Nullable Double minimumHealthCapacity,
        @Min(0) @Max(1) @JsonPropertyDescription("More than instances.")
                @Nullable Double maximumOverCapacity) {}
