/** The one thread that owns the core, and what carries out its effects. */
@NullMarked
package io.mesocosm.agent.server.loop;

import org.jspecify.annotations.NullMarked;
