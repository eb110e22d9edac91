/** Turns v1 messages, as clients and agents send them, into the core's inputs and facts. */
@NullMarked
package io.mesocosm.master.server.intake;

import org.jspecify.annotations.NullMarked;
