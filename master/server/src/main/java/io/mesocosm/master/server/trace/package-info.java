/** What a master tells of launches as spans of OpenTelemetry's traces. */
@NullMarked
package io.mesocosm.master.server.trace;

import org.jspecify.annotations.NullMarked;
