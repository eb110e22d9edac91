/** Executors: built in or brought by a framework. */
@NullMarked
package io.mesocosm.agent.core.executor;

import org.jspecify.annotations.NullMarked;
