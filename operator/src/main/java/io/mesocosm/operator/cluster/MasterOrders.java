package io.mesocosm.operator.cluster;

import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.master.MasterApi;
import io.mesocosm.operator.node.NodeCalls;
import io.mesocosm.operator.node.NodeView;
import io.mesocosm.operator.role.RoleCalls;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the leading master is told while it runs: weights and quotas, and which agents get no
 * offers.
 */
final class MasterOrders {
    private final MasterApi api;
    private final EventRecorder events;
    private final Conditions conditions;

    /**
     * What came of it.
     *
     * @param again when to look next if nothing happens
     */
    record Outcome(MesosClusterStatus status, Optional<Duration> again) {}

    MasterOrders(MasterApi api, EventRecorder events, Conditions conditions) {
        this.api = api;
        this.events = events;
        this.conditions = conditions;
    }

    /** Tells it, and adds to the status what came of that. */
    Outcome step(MesosCluster cluster, MesosClusterStatus status, List<NodeView> views) {
        boolean leads = status.leader() != null;
        NodeCalls.Outcome nodes = new NodeCalls(api, events).step(cluster, leads, views);
        RoleCalls.Outcome roles = new RoleCalls(api, events, conditions).step(cluster, leads);
        return new Outcome(
                status.with(
                        roles.roles().isEmpty() ? null : roles.roles(),
                        nodes.nodes().isEmpty() ? null : nodes.nodes(),
                        conditions.list()),
                Stream.of(roles.again(), nodes.again())
                        .flatMap(Optional::stream)
                        .min(Comparator.naturalOrder()));
    }
}
