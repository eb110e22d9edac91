/** The REST API under /v2. */
@NullMarked
package io.mesocosm.marathon.server.rest;

import org.jspecify.annotations.NullMarked;
