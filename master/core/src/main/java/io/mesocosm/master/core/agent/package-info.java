/** Agents: admission, return, pings, disconnection and removal. */
@NullMarked
package io.mesocosm.master.core.agent;

import org.jspecify.annotations.NullMarked;
