/** What Marathon tells of deployments and launches as spans of OpenTelemetry's traces. */
@NullMarked
package io.mesocosm.marathon.server.trace;

import org.jspecify.annotations.NullMarked;
