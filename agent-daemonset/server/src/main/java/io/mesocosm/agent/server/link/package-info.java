/** The stream to the master. */
@NullMarked
package io.mesocosm.agent.server.link;

import org.jspecify.annotations.NullMarked;
