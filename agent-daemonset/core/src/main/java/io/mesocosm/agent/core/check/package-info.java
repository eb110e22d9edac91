/** Checks and health checks of tasks. */
@NullMarked
package io.mesocosm.agent.core.check;

import org.jspecify.annotations.NullMarked;
