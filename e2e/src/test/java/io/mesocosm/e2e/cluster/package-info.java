/** A real cluster of child processes for one test class. */
@NullMarked
package io.mesocosm.e2e.cluster;

import org.jspecify.annotations.NullMarked;
