/** Measures launches through real processes; run by {@code ./mesocosm bench launch}. */
@NullMarked
package io.mesocosm.e2e.launch;

import org.jspecify.annotations.NullMarked;
