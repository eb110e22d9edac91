/** The command line of the benchmarks. */
@NullMarked
package io.mesocosm.benchmarks.main;

import org.jspecify.annotations.NullMarked;
