/** A seeded simulation: the shipped core among agents and frameworks that crash and lose links. */
@NullMarked
package io.mesocosm.master.core.sim;

import org.jspecify.annotations.NullMarked;
