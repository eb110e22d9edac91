/** Everything that can happen to a master, as immutable records that the shell builds. */
@NullMarked
package io.mesocosm.master.core.input;

import org.jspecify.annotations.NullMarked;
