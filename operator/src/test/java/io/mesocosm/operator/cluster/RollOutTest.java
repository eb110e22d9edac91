package io.mesocosm.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.mesocosm.operator.cluster.RollOut.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order in which the pods of a component are replaced, worked out of what there is. */
class RollOutTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final ContainerState RUNNING =
            new ContainerStateBuilder().withNewRunning().endRunning().build();
    private static final ContainerState CRASHED =
            new ContainerStateBuilder()
                    .withNewWaiting()
                    .withReason("CrashLoopBackOff")
                    .endWaiting()
                    .build();

    private static StatefulSet set(String revision) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName("c-master")
                .withGeneration(4L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(4L)
                .withUpdateRevision(revision)
                .endStatus()
                .build();
    }

    private static PodBuilder pod(int number, String revision) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("c-master-" + number)
                .withCreationTimestamp(NOW.minusSeconds(300).toString())
                .addToLabels("controller-revision-hash", revision)
                .endMetadata()
                .withNewSpec()
                .endSpec();
    }

    private static Pod ready(int number, String revision) {
        return with(pod(number, revision), "True", Duration.ofMinutes(4), RUNNING);
    }

    private static Pod unready(
            int number, String revision, Duration since, ContainerState container) {
        return with(pod(number, revision), "False", since, container);
    }

    private static Pod with(
            PodBuilder pod, String ready, Duration since, ContainerState container) {
        return pod.withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withLastTransitionTime(NOW.minus(since).toString())
                .endCondition()
                .addNewContainerStatus()
                .withName("master")
                .withState(container)
                .endContainerStatus()
                .endStatus()
                .build();
    }

    private static Pod ending(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(NOW.toString())
                .endMetadata()
                .build();
    }

    private static Step next(@Nullable String leader, Pod... pods) {
        return RollOut.next(set("new"), List.of(pods), leader, NOW);
    }

    private static Step.Wait waiting(Step step) {
        assertThat(step).isInstanceOf(Step.Wait.class);
        return (Step.Wait) step;
    }

    @Test
    void nothingIsReplacedWhileAllAreUpToDate() {
        assertThat(next(null, ready(0, "new"), ready(1, "new"), ready(2, "new")))
                .isEqualTo(new Step.Nothing());
    }

    @Test
    void standbysGoFirstFromTheLastOn() {
        Pod second = ready(2, "old");
        assertThat(next("c-master-1", ready(0, "old"), ready(1, "old"), second))
                .isEqualTo(
                        new Step.Replace(List.of(second), "c-master: 0 of 3 pods are up to date"));
        Pod first = ready(0, "old");
        assertThat(next("c-master-2", first, ready(1, "new"), ready(2, "old")))
                .isEqualTo(
                        new Step.Replace(List.of(first), "c-master: 1 of 3 pods are up to date"));
    }

    @Test
    void leaderGoesWhenAllOthersAreUpToDate() {
        Pod leader = ready(2, "old");
        assertThat(next("c-master-2", ready(0, "new"), ready(1, "new"), leader))
                .isEqualTo(
                        new Step.Replace(List.of(leader), "c-master: 2 of 3 pods are up to date"));
    }

    @Test
    void theNextWaitsForTheOneBeforeToBeReady() {
        Step.Wait wait =
                waiting(
                        next(
                                "c-master-0",
                                ready(0, "old"),
                                ready(1, "old"),
                                unready(2, "new", Duration.ofSeconds(5), RUNNING)));
        assertThat(wait.why())
                .isEqualTo("waits for pod (c-master-2): container master is not ready");
        assertThat(wait.stuck()).isFalse();
    }

    @Test
    void theNextWaitsForTheOneBeforeToEndAndToComeBack() {
        assertThat(
                        waiting(
                                        next(
                                                null,
                                                ready(0, "old"),
                                                ready(1, "old"),
                                                ending(ready(2, "old"))))
                                .why())
                .isEqualTo("waits for pod (c-master-2): is ending");
        assertThat(waiting(next(null, ready(0, "old"), ready(1, "old"))).why())
                .isEqualTo("waits for the pods that are missing");
    }

    @Test
    void podThatDoesNotBecomeReadyIsStuckAndNamed() {
        Step.Wait late =
                waiting(
                        next(
                                null,
                                ready(0, "old"),
                                unready(2, "new", Duration.ofSeconds(61), RUNNING)));
        assertThat(late.stuck()).isTrue();
        assertThat(late.why()).contains("c-master-2");
        assertThat(
                        waiting(
                                        next(
                                                null,
                                                ready(0, "old"),
                                                unready(2, "new", Duration.ofSeconds(1), CRASHED)))
                                .stuck())
                .isTrue();
    }

    /** Else a change that repairs what never ran would wait for it for ever. */
    @Test
    void outdatedPodsInWhichNothingRunsGoAtOnce() {
        Pod first = unready(0, "old", Duration.ofSeconds(1), CRASHED);
        Pod second = unready(1, "old", Duration.ofSeconds(1), CRASHED);
        assertThat(next(null, first, second, unready(2, "new", Duration.ofSeconds(1), RUNNING)))
                .isEqualTo(
                        new Step.Replace(
                                List.of(second, first), "c-master: 1 of 3 pods are up to date"));
    }

    @Test
    void outdatedPodThatRunsInVainIsGivenAMinute() {
        Pod pod = unready(1, "old", Duration.ofSeconds(61), RUNNING);
        assertThat(next("c-master-0", ready(0, "old"), pod, ready(2, "old")))
                .isEqualTo(new Step.Replace(List.of(pod), "c-master: 0 of 3 pods are up to date"));
        assertThat(
                        waiting(
                                        next(
                                                "c-master-0",
                                                ready(0, "old"),
                                                unready(1, "old", Duration.ofSeconds(59), RUNNING),
                                                ready(2, "old")))
                                .stuck())
                .isFalse();
    }

    @Test
    void nothingIsReplacedBeforeKubernetesHasSeenTheChange() {
        StatefulSet unseen =
                new StatefulSetBuilder(set("old"))
                        .editMetadata()
                        .withGeneration(5L)
                        .endMetadata()
                        .build();
        assertThat(RollOut.next(unseen, List.of(ready(0, "old")), null, NOW))
                .isInstanceOf(Step.Wait.class);
    }
}
