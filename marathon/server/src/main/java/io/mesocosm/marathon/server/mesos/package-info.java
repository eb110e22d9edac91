/** The way to the master: offers, statuses and tasks in Mesos's messages. */
@NullMarked
package io.mesocosm.marathon.server.mesos;

import org.jspecify.annotations.NullMarked;
