package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** A file to download into the sandbox. */
public record Fetch(
        @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("Where it is.") String uri,
        @JsonPropertyDescription("Whether an archive is unpacked.") @Nullable Boolean extract,
        @JsonPropertyDescription("Whether it may be run.") @Nullable Boolean executable,
        @JsonPropertyDescription("Whether the agent keeps it.") @Nullable Boolean cache,
        @JsonPropertyDescription("Its path in the sandbox.") @Nullable String destPath) {}
