/** The store port and its implementations. */
@NullMarked
package io.mesocosm.store;

import org.jspecify.annotations.NullMarked;
