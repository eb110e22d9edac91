/** What a process tells of itself to whoever watches: metrics and traces. */
@NullMarked
package io.mesocosm.telemetry;

import org.jspecify.annotations.NullMarked;
