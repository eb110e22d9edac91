/**
 * How clients inside Kubernetes find a leader: a Service without a selector, whose one
 * EndpointSlice the leader writes itself (design section 3).
 */
@NullMarked
package io.mesocosm.pod.leader;

import org.jspecify.annotations.NullMarked;
