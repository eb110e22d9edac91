/** Allocation cycles, at the sizes of design §8. */
@NullMarked
package io.mesocosm.benchmarks.allocator;

import org.jspecify.annotations.NullMarked;
