/** What an agent tells of launches as spans of OpenTelemetry's traces. */
@NullMarked
package io.mesocosm.agent.server.trace;

import org.jspecify.annotations.NullMarked;
