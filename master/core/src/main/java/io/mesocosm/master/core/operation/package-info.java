/** Operations of an ACCEPT and the rules that make them valid. */
@NullMarked
package io.mesocosm.master.core.operation;

import org.jspecify.annotations.NullMarked;
