/** Turns what the core wants said into v1 messages and messages of the agent link. */
@NullMarked
package io.mesocosm.master.server.outgoing;

import org.jspecify.annotations.NullMarked;
