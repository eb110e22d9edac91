/** The log on disk, torn and whole. */
@NullMarked
package io.mesocosm.agent.server.checkpoint;

import org.jspecify.annotations.NullMarked;
