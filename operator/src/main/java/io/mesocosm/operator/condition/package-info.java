/** Conditions as they change. */
@NullMarked
package io.mesocosm.operator.condition;

import org.jspecify.annotations.NullMarked;
