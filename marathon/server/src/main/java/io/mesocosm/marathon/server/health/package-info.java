/** Probes of tasks, by HTTP and TCP. */
@NullMarked
package io.mesocosm.marathon.server.health;

import org.jspecify.annotations.NullMarked;
