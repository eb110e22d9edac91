/** Checks as they are run. */
@NullMarked
package io.mesocosm.agent.server.check;

import org.jspecify.annotations.NullMarked;
