/** What agents and tasks cost a master's heap, against the marks of design §8. */
@NullMarked
package io.mesocosm.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
