/** The objects of a cluster's Marathon, and its HTTP API. */
@NullMarked
package io.mesocosm.operator.marathon;

import org.jspecify.annotations.NullMarked;
