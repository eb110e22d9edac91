/** The process around Marathon's core. */
@NullMarked
package io.mesocosm.marathon.server;

import org.jspecify.annotations.NullMarked;
