/** Traces seen from outside, by a collector of the tests' own. */
@NullMarked
package io.mesocosm.e2e.trace;

import org.jspecify.annotations.NullMarked;
