/** Proves the agent's rules by tables and by simulation. */
@NullMarked
package io.mesocosm.agent.core;

import org.jspecify.annotations.NullMarked;
