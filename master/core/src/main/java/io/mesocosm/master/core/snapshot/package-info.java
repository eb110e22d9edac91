/** What readers see of the master: an immutable view of its state at the end of a batch. */
@NullMarked
package io.mesocosm.master.core.snapshot;

import org.jspecify.annotations.NullMarked;
