package io.mesocosm.operator.node;

import io.mesocosm.crds.cluster.MesosClusterStatus.NodeStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done about a node.
 *
 * @param before what the status says of it, null for nothing
 * @param after what it is to say
 * @param call what the master is to be told; null for nothing
 */
record NodeStep(String node, @Nullable NodeStatus before, NodeStatus after, @Nullable Call call) {

    /** What a master is told of an agent. */
    sealed interface Call {
        String agent();

        /** No offers. */
        record Deactivate(String agent) implements Call {}

        /**
         * No offers, and its tasks end.
         *
         * @param grace how long each may take at most; null for as long as it says
         */
        record Drain(String agent, @Nullable Duration grace) implements Call {}

        /** Offers again. */
        record Reactivate(String agent) implements Call {}
    }
}
