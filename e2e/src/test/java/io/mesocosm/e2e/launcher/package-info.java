/** The launcher script, as a stranger uses it. */
@NullMarked
package io.mesocosm.e2e.launcher;

import org.jspecify.annotations.NullMarked;
