/** Mesos offers and the matching of apps against them. */
@NullMarked
package io.mesocosm.marathon.core.offer;

import org.jspecify.annotations.NullMarked;
