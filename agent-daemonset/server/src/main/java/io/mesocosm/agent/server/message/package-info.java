/** Mesos's messages to and from the core's records. */
@NullMarked
package io.mesocosm.agent.server.message;

import org.jspecify.annotations.NullMarked;
