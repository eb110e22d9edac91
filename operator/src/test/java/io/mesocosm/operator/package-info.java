/** Helpers of the operator's tests. */
@NullMarked
package io.mesocosm.operator;

import org.jspecify.annotations.NullMarked;
