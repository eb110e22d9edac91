/** What Marathon tells the subscribers of its event stream. */
@NullMarked
package io.mesocosm.marathon.core.event;

import org.jspecify.annotations.NullMarked;
