/** Brings the URIs of a task into its sandbox. */
@NullMarked
package io.mesocosm.agent.server.fetch;

import org.jspecify.annotations.NullMarked;
