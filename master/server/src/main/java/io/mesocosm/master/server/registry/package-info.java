/** The registry in a store. */
@NullMarked
package io.mesocosm.master.server.registry;

import org.jspecify.annotations.NullMarked;
