package io.mesocosm.marathon.core;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one batch: first the writes, durably, then the effects; then wait at most so long.
 */
public record Step(List<Write> writes, List<Effect> effects, @Nullable Instant wakeUp) {}
