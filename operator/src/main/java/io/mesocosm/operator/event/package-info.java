/** What people read with kubectl describe and kubectl get events. */
@NullMarked
package io.mesocosm.operator.event;

import org.jspecify.annotations.NullMarked;
