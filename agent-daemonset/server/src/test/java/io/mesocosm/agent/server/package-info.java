/** Proves the agent's shell against a scripted master and a fake containerizer. */
@NullMarked
package io.mesocosm.agent.server;

import org.jspecify.annotations.NullMarked;
