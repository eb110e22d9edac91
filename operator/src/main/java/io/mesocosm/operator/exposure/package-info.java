/** How a cluster is reached from outside of Kubernetes. */
@NullMarked
package io.mesocosm.operator.exposure;

import org.jspecify.annotations.NullMarked;
