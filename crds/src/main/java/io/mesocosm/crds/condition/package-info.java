/** Conditions as all Kubernetes resources have them. */
@NullMarked
package io.mesocosm.crds.condition;

import org.jspecify.annotations.NullMarked;
