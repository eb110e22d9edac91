package io.mesocosm.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nodes ask of their agents. */
class NodeWishTest {

    private static NodeBuilder node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .endMetadata()
                .withNewSpec()
                .endSpec();
    }

    private static NodeWish annotated(String drain) {
        return NodeWish.of(
                node().editMetadata()
                        .addToAnnotations(NodeWish.DRAIN, drain)
                        .endMetadata()
                        .build());
    }

    @Test
    void anOrdinaryNodeAsksForOffers() {
        assertThat(NodeWish.of(node().build())).isEqualTo(new NodeWish.Offers());
    }

    @Test
    void aCordonedNodeAsksForNone() {
        Node cordoned = node().editSpec().withUnschedulable(true).endSpec().build();
        assertThat(NodeWish.of(cordoned)).isEqualTo(new NodeWish.NoOffers());
    }

    @ParameterizedTest
    @CsvSource({"5m,300", "30s,30", "1h30m,5400", "0s,0", "' 5m ',300"})
    void anAnnotationSaysHowLongTasksMayTake(String text, long seconds) {
        assertThat(annotated(text)).isEqualTo(new NodeWish.NoTasks(Duration.ofSeconds(seconds)));
    }

    @Test
    void anEmptyAnnotationLeavesThatToTheTasks() {
        assertThat(annotated("")).isEqualTo(new NodeWish.NoTasks(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 minutes", "5", "-5m", "true", "30s5m", "99999999999s"})
    void whatIsNoDurationSaysWhatToWrite(String text) {
        assertThat(annotated(text))
                .isInstanceOfSatisfying(
                        NodeWish.Unclear.class,
                        unclear ->
                                assertThat(unclear.why())
                                        .contains("'" + text + "'")
                                        .contains("as in 30s, 5m or 1h30m"));
    }

    @Test
    void aNodeThatTheAutoscalerTakesAwayIsDrained() {
        Node node =
                node().editSpec()
                        .withUnschedulable(true)
                        .addNewTaint()
                        .withKey(NodeWish.AUTOSCALER)
                        .withValue("1700000000")
                        .withEffect("NoSchedule")
                        .endTaint()
                        .endSpec()
                        .build();
        assertThat(NodeWish.of(node)).isEqualTo(new NodeWish.NoTasks(null));
    }

    @Test
    void aNodeThatIsBeingDeletedIsDrained() {
        Node node =
                node().editMetadata()
                        .withDeletionTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()
                        .build();
        assertThat(NodeWish.of(node)).isEqualTo(new NodeWish.NoTasks(null));
    }

    @Test
    void anAgentIsKnownByItsNodesAddress() {
        var pod =
                new PodBuilder()
                        .withNewSpec()
                        .withNodeName("n1")
                        .endSpec()
                        .withNewStatus()
                        .withHostIP("10.0.0.1")
                        .endStatus()
                        .build();
        assertThat(NodeView.of(List.of(node().build()), List.of(pod)))
                .containsExactly(new NodeView("n1", "10.0.0.1", new NodeWish.Offers()));
        assertThat(NodeView.of(List.of(node().build()), List.of()))
                .containsExactly(new NodeView("n1", null, new NodeWish.Offers()));
    }
}
