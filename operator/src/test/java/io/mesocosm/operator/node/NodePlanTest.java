package io.mesocosm.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.crds.cluster.MesosClusterStatus.NodeState;
import io.mesocosm.crds.cluster.MesosClusterStatus.NodeStatus;
import io.mesocosm.operator.node.AgentView.Drain;
import io.mesocosm.operator.node.NodeStep.Call;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a master is told of agents, worked out of their nodes, what it tells and what is marked. */
class NodePlanTest {
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final NodeWish OFFERS = new NodeWish.Offers();
    private static final NodeWish CORDONED = new NodeWish.NoOffers();
    private static final NodeWish DRAINED = new NodeWish.NoTasks(GRACE);
    private static final String ADDRESS = "10.0.0.1";

    private static final AgentView ACTIVE = agent(false, null);
    private static final AgentView DEACTIVATED = agent(true, null);
    private static final AgentView ENDING = agent(true, new Drain(false, GRACE));
    private static final AgentView ENDED = agent(true, new Drain(true, GRACE));

    private static AgentView agent(boolean deactivated, @Nullable Drain drain) {
        return new AgentView("a1", ADDRESS, 1, deactivated, drain);
    }

    private static NodeStatus mark(NodeState state) {
        return new NodeStatus("n1", "a1", state);
    }

    private static List<NodeStep> plan(
            NodeWish wish, @Nullable AgentView agent, @Nullable NodeState mark) {
        return NodePlan.of(
                List.of(new NodeView("n1", ADDRESS, wish)),
                agent == null ? List.of() : List.of(agent),
                mark == null ? List.of() : List.of(mark(mark)));
    }

    private static void assertStep(List<NodeStep> plan, NodeState after, @Nullable Call call) {
        assertThat(plan).hasSize(1);
        assertThat(plan.getFirst().after()).isEqualTo(mark(after));
        assertThat(plan.getFirst().call()).isEqualTo(call);
    }

    @Test
    void leavesAgentsOfOrdinaryNodesAlone() {
        for (AgentView agent : List.of(ACTIVE, DEACTIVATED, ENDING, ENDED)) {
            assertThat(plan(OFFERS, agent, null)).isEmpty();
        }
    }

    @Test
    void marksACordonedNodeBeforeItTellsTheMaster() {
        assertStep(plan(CORDONED, ACTIVE, null), NodeState.Deactivating, null);
        assertStep(
                plan(CORDONED, ACTIVE, NodeState.Deactivating),
                NodeState.Deactivating,
                new Call.Deactivate("a1"));
        assertStep(
                plan(CORDONED, DEACTIVATED, NodeState.Deactivating), NodeState.Deactivated, null);
    }

    @Test
    void deactivatesAgainWhatSomebodyReactivated() {
        assertStep(
                plan(CORDONED, ACTIVE, NodeState.Deactivated),
                NodeState.Deactivating,
                new Call.Deactivate("a1"));
    }

    @Test
    void reactivatesAnUncordonedNodeAndForgetsIt() {
        assertStep(
                plan(OFFERS, DEACTIVATED, NodeState.Deactivated),
                NodeState.Reactivating,
                new Call.Reactivate("a1"));
        assertThat(plan(OFFERS, ACTIVE, NodeState.Reactivating)).isEmpty();
    }

    @Test
    void neverReactivatesWhatSomebodyElseDeactivated() {
        assertThat(plan(CORDONED, DEACTIVATED, null)).isEmpty();
        assertThat(plan(OFFERS, DEACTIVATED, null)).isEmpty();
    }

    @Test
    void drainsUntilNothingIsLeft() {
        assertStep(plan(DRAINED, ACTIVE, null), NodeState.Draining, null);
        assertStep(
                plan(DRAINED, ACTIVE, NodeState.Draining),
                NodeState.Draining,
                new Call.Drain("a1", GRACE));
        assertStep(plan(DRAINED, ENDING, NodeState.Draining), NodeState.Draining, null);
        assertStep(plan(DRAINED, ENDED, NodeState.Draining), NodeState.Drained, null);
    }

    @Test
    void drainsWhatWasCordonedBefore() {
        assertStep(
                plan(DRAINED, DEACTIVATED, NodeState.Deactivated),
                NodeState.Draining,
                new Call.Drain("a1", GRACE));
    }

    @Test
    void passesOnAnotherGracePeriod() {
        assertStep(
                plan(
                        DRAINED,
                        agent(true, new Drain(false, Duration.ofSeconds(1))),
                        NodeState.Draining),
                NodeState.Draining,
                new Call.Drain("a1", GRACE));
    }

    @Test
    void reactivatesOnlyOnceTheTasksHaveEnded() {
        assertStep(plan(OFFERS, ENDING, NodeState.Draining), NodeState.Draining, null);
        assertStep(
                plan(OFFERS, ENDED, NodeState.Drained),
                NodeState.Reactivating,
                new Call.Reactivate("a1"));
    }

    @Test
    void staysDeactivatedOnACordonedNodeAfterItsDrain() {
        assertStep(plan(CORDONED, ENDING, NodeState.Draining), NodeState.Draining, null);
        assertStep(plan(CORDONED, ENDED, NodeState.Drained), NodeState.Deactivated, null);
    }

    @Test
    void keepsAllAsItIsWhileNobodyKnowsWhatIsMeant() {
        NodeWish unclear = new NodeWish.Unclear("what?");
        assertThat(plan(unclear, ACTIVE, null)).isEmpty();
        assertStep(plan(unclear, ENDED, NodeState.Drained), NodeState.Drained, null);
    }

    @Test
    void remembersANodeWhoseAgentIsAway() {
        assertStep(plan(OFFERS, null, NodeState.Deactivated), NodeState.Deactivated, null);
        assertThat(plan(CORDONED, null, null)).isEmpty();
    }

    @Test
    void findsTheAgentOfANodeWithoutAPodByItsMark() {
        assertStep(
                NodePlan.of(
                        List.of(new NodeView("n1", null, OFFERS)),
                        List.of(DEACTIVATED),
                        List.of(mark(NodeState.Deactivated))),
                NodeState.Reactivating,
                new Call.Reactivate("a1"));
    }

    @Test
    void forgetsANodeThatIsGone() {
        assertThat(NodePlan.of(List.of(), List.of(DEACTIVATED), List.of(mark(NodeState.Drained))))
                .isEmpty();
    }

    @Test
    void aNewAgentOnANodeIsNotTheOneBefore() {
        AgentView later = new AgentView("a2", ADDRESS, 2, false, null);
        List<NodeStep> plan =
                NodePlan.of(
                        List.of(new NodeView("n1", ADDRESS, CORDONED)),
                        List.of(DEACTIVATED, later),
                        List.of(mark(NodeState.Deactivated)));
        assertThat(plan)
                .containsExactly(
                        new NodeStep(
                                "n1",
                                null,
                                new NodeStatus("n1", "a2", NodeState.Deactivating),
                                null));
    }

    @Test
    void readsWhatTheMasterTells() throws Exception {
        assertThat(
                        AgentView.read(
                                new ObjectMapper()
                                        .readTree(
                                                """
                                                {"agents":[
                                                {"agent_info":{"hostname":"10.0.0.1","id":{"value":"a1"}},"active":true,
                                                 "deactivated":false,"registered_time":{"nanoseconds":1}},
                                                {"agent_info":{"hostname":"10.0.0.1","id":{"value":"a1"}},
                                                 "deactivated":true,"registered_time":{"nanoseconds":1},
                                                 "drain_info":{"state":"DRAINED","config":{"mark_gone":false,
                                                 "max_grace_period":{"nanoseconds":300000000000}}}}]}""")))
                .containsExactly(ACTIVE, ENDED);
    }
}
