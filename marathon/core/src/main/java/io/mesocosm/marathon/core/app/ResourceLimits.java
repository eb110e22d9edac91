package io.mesocosm.marathon.core.app;

import org.jspecify.annotations.Nullable;

/** Upper bounds beyond the request; positive infinity stands for unlimited. */
public record ResourceLimits(@Nullable Double cpus, @Nullable Double mem) {}
