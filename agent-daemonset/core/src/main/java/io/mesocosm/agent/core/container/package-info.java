/** Containers: their names, limits and ends. */
@NullMarked
package io.mesocosm.agent.core.container;

import org.jspecify.annotations.NullMarked;
