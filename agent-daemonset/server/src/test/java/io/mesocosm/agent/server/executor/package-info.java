/** The executor API over real connections. */
@NullMarked
package io.mesocosm.agent.server.executor;

import org.jspecify.annotations.NullMarked;
