package io.mesocosm.marathon.core.instance;

import io.mesocosm.marathon.core.app.Check;

/**
 * What a task's check found last (spec §5).
 *
 * @param value the HTTP status or the exit code; for TCP 1 when the connection came about, else 0
 */
public record CheckResult(Check.Kind kind, int value) {}
