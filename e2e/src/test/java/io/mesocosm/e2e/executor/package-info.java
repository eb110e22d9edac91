/** A custom executor written against the raw v1 HTTP API, run as a program of its own. */
@NullMarked
package io.mesocosm.e2e.executor;

import org.jspecify.annotations.NullMarked;
