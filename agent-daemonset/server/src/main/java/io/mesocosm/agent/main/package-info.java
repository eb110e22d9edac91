/** Starts an agent: the only place that reads flags and the environment. */
@NullMarked
package io.mesocosm.agent.main;

import org.jspecify.annotations.NullMarked;
