/** Tasks as the agent sees them: what was asked for and the statuses that come of it. */
@NullMarked
package io.mesocosm.agent.core.task;

import org.jspecify.annotations.NullMarked;
