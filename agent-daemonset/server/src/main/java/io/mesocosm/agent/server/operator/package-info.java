/** The operator API and the plain HTTP endpoints. */
@NullMarked
package io.mesocosm.agent.server.operator;

import org.jspecify.annotations.NullMarked;
