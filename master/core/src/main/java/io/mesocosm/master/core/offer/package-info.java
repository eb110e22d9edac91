/** Offers: making, rescinding, accepting, declining and timing them out. */
@NullMarked
package io.mesocosm.master.core.offer;

import org.jspecify.annotations.NullMarked;
