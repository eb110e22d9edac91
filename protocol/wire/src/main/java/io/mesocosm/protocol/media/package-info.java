/**
 * Media types: which one a request carries, which one its answer takes, and reading bodies of
 * either (spec §0.2).
 */
@NullMarked
package io.mesocosm.protocol.media;

import org.jspecify.annotations.NullMarked;
