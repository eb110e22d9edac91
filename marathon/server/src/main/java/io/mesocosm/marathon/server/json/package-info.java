/** Marathon's JSON: definitions read, everything written. */
@NullMarked
package io.mesocosm.marathon.server.json;

import org.jspecify.annotations.NullMarked;
