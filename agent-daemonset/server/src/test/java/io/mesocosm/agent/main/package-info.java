/** Flags as they are read. */
@NullMarked
package io.mesocosm.agent.main;

import org.jspecify.annotations.NullMarked;
