/** The objects of a cluster's masters. */
@NullMarked
package io.mesocosm.operator.master;

import org.jspecify.annotations.NullMarked;
