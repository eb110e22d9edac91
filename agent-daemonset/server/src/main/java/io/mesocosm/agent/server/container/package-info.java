/** Sandboxes, environments and launches: from an effect to a running container. */
@NullMarked
package io.mesocosm.agent.server.container;

import org.jspecify.annotations.NullMarked;
