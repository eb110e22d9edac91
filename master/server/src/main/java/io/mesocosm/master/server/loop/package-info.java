/** The thread that owns the master's state machine, and what carries its effects out. */
@NullMarked
package io.mesocosm.master.server.loop;

import org.jspecify.annotations.NullMarked;
