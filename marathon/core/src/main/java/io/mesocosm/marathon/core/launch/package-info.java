/** The launch queue, its back-off, and the tasks that come out of it. */
@NullMarked
package io.mesocosm.marathon.core.launch;

import org.jspecify.annotations.NullMarked;
