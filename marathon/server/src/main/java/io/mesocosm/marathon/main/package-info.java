/** Flags and environment; the process starts here. */
@NullMarked
package io.mesocosm.marathon.main;

import org.jspecify.annotations.NullMarked;
