/** How a cluster's pods tell of themselves, and to whom. */
@NullMarked
package io.mesocosm.operator.telemetry;

import org.jspecify.annotations.NullMarked;
