/** Marathon seen from outside, over its REST API. */
@NullMarked
package io.mesocosm.e2e.marathon;

import org.jspecify.annotations.NullMarked;
