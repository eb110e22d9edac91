/**
 * The port through which an agent runs containers, and the values that cross it (mesos spec §7).
 */
@NullMarked
package io.mesocosm.containerizer;

import org.jspecify.annotations.NullMarked;
