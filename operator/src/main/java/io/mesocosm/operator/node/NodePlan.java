package io.mesocosm.operator.node;

import io.mesocosm.crds.cluster.MesosClusterStatus.NodeState;
import io.mesocosm.crds.cluster.MesosClusterStatus.NodeStatus;
import io.mesocosm.operator.node.AgentView.Drain;
import io.mesocosm.operator.node.NodeStep.Call;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Works out what masters are told about the agents of nodes. The status is a mark of what is the
 * operator's to undo, so it is written before the first call about an agent: an operator that ends
 * between the two finds its mark, and an agent that somebody else deactivated is never touched.
 */
final class NodePlan {
    private NodePlan() {}

    /**
     * What is to be done about nodes; about those that are not named nothing is, and nothing is
     * remembered.
     *
     * @param nodes all that there are; what was remembered of others is forgotten
     * @param agents those that the master knows
     * @param status what is remembered
     */
    static List<NodeStep> of(
            List<NodeView> nodes, List<AgentView> agents, List<NodeStatus> status) {
        Map<String, NodeStatus> marks = new HashMap<>();
        status.forEach(mark -> marks.put(mark.name(), mark));
        List<NodeStep> steps = new ArrayList<>();
        for (NodeView node : nodes) {
            NodeStatus mark = marks.get(node.name());
            NodeStep step = step(node, agent(node, mark, agents), mark);
            if (step != null) {
                steps.add(step);
            }
        }
        steps.sort(Comparator.comparing(NodeStep::node));
        return steps;
    }

    /** The latest of the node; where its pod is missing, the one that is remembered. */
    private static @Nullable AgentView agent(
            NodeView node, @Nullable NodeStatus mark, List<AgentView> agents) {
        Stream<AgentView> found =
                node.address() == null
                        ? agents.stream().filter(a -> mark != null && a.id().equals(mark.agent()))
                        : agents.stream().filter(a -> a.hostname().equals(node.address()));
        return found.max(Comparator.comparingLong(AgentView::registered)).orElse(null);
    }

    private static @Nullable NodeStep step(
            NodeView node, @Nullable AgentView agent, @Nullable NodeStatus mark) {
        if (agent == null) {
            return mark == null ? null : new NodeStep(node.name(), mark, mark, null);
        }
        NodeStatus own = mark != null && mark.agent().equals(agent.id()) ? mark : null;
        if (own != null) {
            return own(node, agent, own);
        }
        return switch (node.wish()) {
            case NodeWish.Offers(), NodeWish.Unclear(String _) -> null;
            case NodeWish.NoOffers() ->
                    agent.deactivated() ? null : marked(node, agent, NodeState.Deactivating);
            case NodeWish.NoTasks(var _) -> marked(node, agent, NodeState.Draining);
        };
    }

    /** Says what will be done, and does nothing yet. */
    private static NodeStep marked(NodeView node, AgentView agent, NodeState state) {
        return new NodeStep(
                node.name(), null, new NodeStatus(node.name(), agent.id(), state), null);
    }

    private static @Nullable NodeStep own(NodeView node, AgentView agent, NodeStatus mark) {
        return switch (node.wish()) {
            case NodeWish.Unclear(String _) -> new NodeStep(node.name(), mark, mark, null);
            case NodeWish.Offers() -> agent.deactivated() ? back(agent, mark) : null;
            case NodeWish.NoOffers() -> deactivated(agent, mark);
            case NodeWish.NoTasks wish -> drained(agent, mark, wish);
        };
    }

    private static boolean isDraining(@Nullable Drain drain) {
        return drain != null && !drain.done();
    }

    /** Not while its tasks are being ended: the master would refuse. */
    private static NodeStep back(AgentView agent, NodeStatus mark) {
        return isDraining(agent.drain())
                ? next(mark, NodeState.Draining, null)
                : next(mark, NodeState.Reactivating, new Call.Reactivate(agent.id()));
    }

    private static NodeStep deactivated(AgentView agent, NodeStatus mark) {
        if (!agent.deactivated()) {
            return next(mark, NodeState.Deactivating, new Call.Deactivate(agent.id()));
        }
        return next(
                mark, isDraining(agent.drain()) ? NodeState.Draining : NodeState.Deactivated, null);
    }

    private static NodeStep drained(AgentView agent, NodeStatus mark, NodeWish.NoTasks wish) {
        Drain drain = agent.drain();
        if (drain != null && drain.done()) {
            return next(mark, NodeState.Drained, null);
        }
        boolean told = drain != null && Objects.equals(drain.grace(), wish.grace());
        return next(
                mark, NodeState.Draining, told ? null : new Call.Drain(agent.id(), wish.grace()));
    }

    private static NodeStep next(NodeStatus mark, NodeState state, @Nullable Call call) {
        return new NodeStep(
                mark.name(), mark, new NodeStatus(mark.name(), mark.agent(), state), call);
    }
}
