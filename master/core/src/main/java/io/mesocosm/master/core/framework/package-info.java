/** Frameworks: their facts, their life from SUBSCRIBE to completion, their streams and timers. */
@NullMarked
package io.mesocosm.master.core.framework;

import org.jspecify.annotations.NullMarked;
