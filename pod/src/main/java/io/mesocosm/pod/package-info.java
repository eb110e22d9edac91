/** What a process in a pod asks of its Kubernetes, with the pod's own ServiceAccount. */
@NullMarked
package io.mesocosm.pod;

import org.jspecify.annotations.NullMarked;
