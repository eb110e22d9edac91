/** The executor API. */
@NullMarked
package io.mesocosm.agent.server.executor;

import org.jspecify.annotations.NullMarked;
