/** Runs checks and health checks. */
@NullMarked
package io.mesocosm.agent.server.check;

import org.jspecify.annotations.NullMarked;
