package io.mesocosm.operator.node;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus.NodeState;
import io.mesocosm.crds.cluster.MesosClusterStatus.NodeStatus;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.master.MasterApi;
import io.mesocosm.operator.node.NodeStep.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the leading master give the agents of nodes no offers, end their tasks, or neither. */
public final class NodeCalls {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCalls.class);
    private static final Duration SOON = Duration.ofSeconds(2);

    /** An agent that comes back, or that somebody else reactivates, tells nobody here. */
    private static final Duration LOOK = Duration.ofSeconds(30);

    private static final String ACTION = "MaintainNode";

    /**
     * What came of it.
     *
     * @param nodes what is to be remembered
     * @param again when to look next if nothing happens
     */
    public record Outcome(List<NodeStatus> nodes, Optional<Duration> again) {}

    private final MasterApi api;
    private final EventRecorder events;

    public NodeCalls(MasterApi api, EventRecorder events) {
        this.api = api;
        this.events = events;
    }

    /**
     * Tells the master what nodes ask of their agents.
     *
     * @param leads whether there is a master to tell
     */
    public Outcome step(MesosCluster cluster, boolean leads, List<NodeView> nodes) {
        MesosClusterStatus status = cluster.getStatus();
        List<NodeStatus> marks =
                status == null || status.nodes() == null ? List.of() : status.nodes();
        if (marks.isEmpty() && nodes.stream().allMatch(NodeView::isUsual)) {
            return new Outcome(List.of(), Optional.empty());
        }
        if (!leads) {
            return new Outcome(marks, Optional.empty());
        }
        warn(cluster, nodes);
        ClusterName name = ClusterName.of(cluster);
        List<NodeStep> steps;
        try {
            steps = NodePlan.of(nodes, AgentView.read(api.ask(name, "GET_AGENTS")), marks);
        } catch (Unreachable e) {
            LOG.info("cluster={} nodes wait for the master: {}", name, e.getMessage());
            return new Outcome(marks, Optional.of(SOON));
        }
        List<NodeStatus> after = new ArrayList<>();
        boolean moves = false;
        for (NodeStep step : steps) {
            NodeStatus now = take(cluster, step);
            after.add(now);
            moves = moves || step.call() != null || isOnTheWay(now.state());
        }
        return new Outcome(after, Optional.of(moves ? SOON : LOOK));
    }

    private static boolean isOnTheWay(NodeState state) {
        return switch (state) {
            case Deactivating, Draining, Reactivating -> true;
            case Deactivated, Drained -> false;
        };
    }

    private void warn(MesosCluster cluster, List<NodeView> nodes) {
        for (NodeView node : nodes) {
            if (node.wish() instanceof NodeWish.Unclear(String why)) {
                events.warning(
                        cluster, "DrainUnclear", ACTION, "node %s: %s".formatted(node.name(), why));
            }
        }
    }

    /** What is to be remembered of the node: as before where the master was not told. */
    private NodeStatus take(MesosCluster cluster, NodeStep step) {
        Call call = step.call();
        if (call != null && !isTold(cluster, step, call)) {
            return step.before() == null ? step.after() : step.before();
        }
        NodeStatus before = step.before();
        if (step.after().state() == NodeState.Drained
                && before != null
                && before.state() != NodeState.Drained) {
            tell(cluster, step, "Drained", "has no task left and gets no offers");
        }
        return step.after();
    }

    private boolean isTold(MesosCluster cluster, NodeStep step, Call call) {
        ObjectNode what = JsonNodeFactory.instance.objectNode();
        what.putObject("agent_id").put("value", call.agent());
        try {
            Optional<String> refusal =
                    api.tell(
                            ClusterName.of(cluster),
                            switch (call) {
                                case Call.Deactivate(String _) -> "DEACTIVATE_AGENT";
                                case Call.Reactivate(String _) -> "REACTIVATE_AGENT";
                                case Call.Drain(String _, var grace) -> {
                                    if (grace != null) {
                                        what.putObject("max_grace_period")
                                                .put("seconds", grace.toSeconds());
                                    }
                                    yield "DRAIN_AGENT";
                                }
                            },
                            what);
            if (refusal.isPresent()) {
                events.warning(
                        cluster,
                        "NodeRefused",
                        ACTION,
                        "node %s, agent %s: the master refuses, to be tried again: %s"
                                .formatted(step.node(), call.agent(), refusal.get()));
                return false;
            }
        } catch (Unreachable e) {
            LOG.info("node={} waits for the master: {}", step.node(), e.getMessage());
            return false;
        }
        switch (call) {
            case Call.Deactivate(String _) ->
                    tell(cluster, step, "Deactivated", "gets no offers: its node is cordoned");
            case Call.Reactivate(String _) -> tell(cluster, step, "Reactivated", "gets offers");
            case Call.Drain(String _, var grace) ->
                    tell(
                            cluster,
                            step,
                            "Draining",
                            "gets no offers, and its tasks end"
                                    + (grace == null
                                            ? ""
                                            : " within " + grace.toSeconds() + " s each"));
        }
        return true;
    }

    private void tell(MesosCluster cluster, NodeStep step, String reason, String what) {
        String note = "agent %s on node %s %s".formatted(step.after().agent(), step.node(), what);
        LOG.info("cluster={} {}", ClusterName.of(cluster), note);
        events.normal(cluster, reason, ACTION, note);
    }
}
