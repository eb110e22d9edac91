/** The objects of a cluster's agent pools. */
@NullMarked
package io.mesocosm.operator.agent;

import org.jspecify.annotations.NullMarked;
