/** A scheduler written against the raw v1 HTTP API. */
@NullMarked
package io.mesocosm.e2e.framework;

import org.jspecify.annotations.NullMarked;
