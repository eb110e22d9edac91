/** The pure state machine of Marathon: inputs in, effects out. */
@NullMarked
package io.mesocosm.marathon.core;

import org.jspecify.annotations.NullMarked;
