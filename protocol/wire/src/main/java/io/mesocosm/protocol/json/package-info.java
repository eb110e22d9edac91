/**
 * The Mesos JSON mapping of v1 messages, both ways (spec §0.1): not the canonical proto3 one, but
 * what Mesos itself writes and reads.
 */
@NullMarked
package io.mesocosm.protocol.json;

import org.jspecify.annotations.NullMarked;
