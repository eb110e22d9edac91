/** The proof: whole-system tests of real processes over raw HTTP. */
@NullMarked
package io.mesocosm.e2e;

import org.jspecify.annotations.NullMarked;
