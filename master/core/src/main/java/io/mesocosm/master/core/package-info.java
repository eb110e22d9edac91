/** The master's functional core: inputs in, effects out, one writer, deterministic. */
@NullMarked
package io.mesocosm.master.core;

import org.jspecify.annotations.NullMarked;
