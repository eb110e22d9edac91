/** Clients that others wrote for Mesos and Marathon, unmodified, against a real cluster. */
@NullMarked
package io.mesocosm.e2e.clients;

import org.jspecify.annotations.NullMarked;
