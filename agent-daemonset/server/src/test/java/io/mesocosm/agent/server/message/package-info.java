/** Messages to records and back. */
@NullMarked
package io.mesocosm.agent.server.message;

import org.jspecify.annotations.NullMarked;
