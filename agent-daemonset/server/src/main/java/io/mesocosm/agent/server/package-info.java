/** The agent's shell: everything between its core and the machine, the master and the executors. */
@NullMarked
package io.mesocosm.agent.server;

import org.jspecify.annotations.NullMarked;
