/** What the agent says of its machine. */
@NullMarked
package io.mesocosm.agent.server.machine;

import org.jspecify.annotations.NullMarked;
