/** Durations as Mesos's flags and environment write them. */
@NullMarked
package io.mesocosm.protocol.duration;

import org.jspecify.annotations.NullMarked;
