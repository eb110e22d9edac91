/** What the machine under the tests has, and what a cluster may have left on it. */
@NullMarked
package io.mesocosm.e2e.machine;

import org.jspecify.annotations.NullMarked;
