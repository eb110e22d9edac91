/** A real Kubernetes under test: the local one, or the one that KUBECONFIG names. */
@NullMarked
package io.mesocosm.e2e.kubernetes;

import org.jspecify.annotations.NullMarked;
