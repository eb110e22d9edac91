/** What this machine is: its resources, attributes and boot. */
@NullMarked
package io.mesocosm.agent.server.machine;

import org.jspecify.annotations.NullMarked;
