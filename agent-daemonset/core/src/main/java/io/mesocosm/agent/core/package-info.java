/** The agent as inputs, effects and checkpoint entries, and the one machine that connects them. */
@NullMarked
package io.mesocosm.agent.core;

import org.jspecify.annotations.NullMarked;
