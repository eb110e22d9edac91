/** The canonical app definition and its parts. */
@NullMarked
package io.mesocosm.marathon.core.app;

import org.jspecify.annotations.NullMarked;
