/**
 * The unit in which systemd leaves the cgroups of all tasks to the agent, where it runs the
 * machine.
 */
@NullMarked
package io.mesocosm.containerizer.systemd;

import org.jspecify.annotations.NullMarked;
