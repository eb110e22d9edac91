/** The gRPC server that agents speak to. */
@NullMarked
package io.mesocosm.master.server.link;

import org.jspecify.annotations.NullMarked;
