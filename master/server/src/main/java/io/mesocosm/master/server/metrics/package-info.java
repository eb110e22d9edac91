/** The master's metrics under Mesos's names (spec §11). */
@NullMarked
package io.mesocosm.master.server.metrics;

import org.jspecify.annotations.NullMarked;
