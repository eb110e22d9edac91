/** Who leads: this Marathon while it surely does, or the one that requests are passed on to. */
@NullMarked
package io.mesocosm.marathon.server.leadership;

import org.jspecify.annotations.NullMarked;
