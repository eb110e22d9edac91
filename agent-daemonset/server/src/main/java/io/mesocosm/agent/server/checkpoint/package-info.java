/** The agent's log on disk. */
@NullMarked
package io.mesocosm.agent.server.checkpoint;

import org.jspecify.annotations.NullMarked;
