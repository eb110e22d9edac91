/** The v1 operator API over HTTP. */
@NullMarked
package io.mesocosm.master.server.operator;

import org.jspecify.annotations.NullMarked;
