/**
 * The tables, indexes, timers and effects that the writer works on; nothing here leaves the core.
 */
@NullMarked
package io.mesocosm.master.core.state;

import org.jspecify.annotations.NullMarked;
