/** The containerizer of a Linux machine: launch, end and recovery of containers. */
@NullMarked
package io.mesocosm.containerizer.linux;

import org.jspecify.annotations.NullMarked;
