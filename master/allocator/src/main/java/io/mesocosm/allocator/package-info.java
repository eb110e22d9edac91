/** Decides which framework is offered which agent's resources, and when (spec §6). */
@NullMarked
package io.mesocosm.allocator;

import org.jspecify.annotations.NullMarked;
