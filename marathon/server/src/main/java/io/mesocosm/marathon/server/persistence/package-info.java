/** What the core stores, as entries of the store. */
@NullMarked
package io.mesocosm.marathon.server.persistence;

import org.jspecify.annotations.NullMarked;
