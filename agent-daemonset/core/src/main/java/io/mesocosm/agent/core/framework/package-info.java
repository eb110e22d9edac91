/** Frameworks as far as the agent's decisions depend on them. */
@NullMarked
package io.mesocosm.agent.core.framework;

import org.jspecify.annotations.NullMarked;
