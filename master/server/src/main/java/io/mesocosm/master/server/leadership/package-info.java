/** Who leads: what masters tell each other, and what this one does until it is its turn. */
@NullMarked
package io.mesocosm.master.server.leadership;

import org.jspecify.annotations.NullMarked;
