/** The operator's flags and its start. */
@NullMarked
package io.mesocosm.operator.main;

import org.jspecify.annotations.NullMarked;
