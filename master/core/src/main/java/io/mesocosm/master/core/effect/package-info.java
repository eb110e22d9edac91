/** Everything a master wants done, as immutable records that the shell carries out. */
@NullMarked
package io.mesocosm.master.core.effect;

import org.jspecify.annotations.NullMarked;
