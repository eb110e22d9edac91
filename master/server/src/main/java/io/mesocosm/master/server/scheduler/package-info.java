/** The v1 scheduler API over HTTP. */
@NullMarked
package io.mesocosm.master.server.scheduler;

import org.jspecify.annotations.NullMarked;
