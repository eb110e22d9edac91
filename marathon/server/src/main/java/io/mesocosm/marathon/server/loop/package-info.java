/** The thread that owns the core. */
@NullMarked
package io.mesocosm.marathon.server.loop;

import org.jspecify.annotations.NullMarked;
