package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Works out which pod of a StatefulSet with the update strategy OnDelete is to be replaced next:
 * one at a time, while all others are ready, and the leader last. All is told by what there is, so
 * that an operator that comes anew goes on where the last one was.
 */
final class RollOut {
    /** How long a pod that runs may take to become ready before it counts as broken. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String REVISION = "controller-revision-hash";

    /** What is to be done next. */
    sealed interface Step {
        /** No pod is outdated. */
        record Nothing() implements Step {}

        /** These pods are outdated, and may go now. */
        record Replace(List<Pod> pods, String progress) implements Step {}

        /**
         * Another pod has to become ready first.
         *
         * @param stuck whether it will not by itself
         */
        record Wait(String progress, String why, boolean stuck) implements Step {}
    }

    private final StatefulSet set;
    private final List<Pod> pods;
    private final @Nullable String leader;
    private final Instant now;

    private RollOut(StatefulSet set, List<Pod> pods, @Nullable String leader, Instant now) {
        this.set = set;
        this.pods =
                pods.stream().sorted(Comparator.comparingInt(RollOut::ordinal).reversed()).toList();
        this.leader = leader;
        this.now = now;
    }

    /**
     * The next step.
     *
     * @param leader name of the pod that leads, null where none does
     */
    static Step next(StatefulSet set, List<Pod> pods, @Nullable String leader, Instant now) {
        return new RollOut(set, pods, leader, now).next();
    }

    private Step next() {
        var status = set.getStatus();
        if (status == null
                || status.getUpdateRevision() == null
                || !set.getMetadata().getGeneration().equals(status.getObservedGeneration())) {
            return wait("Kubernetes has not looked at it yet", false);
        }
        String revision = status.getUpdateRevision();
        List<Pod> outdated =
                pods.stream()
                        .filter(
                                pod ->
                                        !revision.equals(
                                                pod.getMetadata().getLabels().get(REVISION)))
                        .toList();
        if (outdated.isEmpty()) {
            return new Step.Nothing();
        }
        List<Pod> idle = outdated.stream().filter(RollOut::isIdle).toList();
        if (!idle.isEmpty()) {
            return new Step.Replace(idle, progress(outdated));
        }
        Optional<Pod> missed = pods.stream().filter(pod -> !isServing(pod)).findFirst();
        if (missed.isPresent()) {
            return behind(missed.get(), outdated);
        }
        if (pods.size() < set.getSpec().getReplicas()) {
            return wait(progress(outdated), "waits for the pods that are missing", false);
        }
        return outdated.stream()
                .min(Comparator.comparing(pod -> pod.getMetadata().getName().equals(leader)))
                .<Step>map(pod -> new Step.Replace(List.of(pod), progress(outdated)))
                .orElseThrow();
    }

    /** A pod does not serve: if it is outdated, that may be what the change is to repair. */
    private Step behind(Pod pod, List<Pod> outdated) {
        String why = "waits for " + PodTrouble.of(pod);
        boolean late = PodTrouble.sinceUnready(pod).plus(PATIENCE).isBefore(now);
        if (outdated.contains(pod) && !isEnding(pod)) {
            return late
                    ? new Step.Replace(List.of(pod), progress(outdated))
                    : wait(progress(outdated), why, false);
        }
        return wait(progress(outdated), why, late || PodTrouble.isGrave(pod));
    }

    private Step wait(String why, boolean stuck) {
        return wait(set.getMetadata().getName(), why, stuck);
    }

    private static Step wait(String progress, String why, boolean stuck) {
        return new Step.Wait(progress, why, stuck);
    }

    private String progress(List<Pod> outdated) {
        return "%s: %d of %d pods are up to date"
                .formatted(
                        set.getMetadata().getName(),
                        pods.size() - outdated.size(),
                        set.getSpec().getReplicas());
    }

    private static boolean isServing(Pod pod) {
        return !isEnding(pod) && PodTrouble.isReady(pod);
    }

    private static boolean isEnding(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether nothing runs in it: it serves nobody, and nobody misses it. */
    private static boolean isIdle(Pod pod) {
        return !isEnding(pod)
                && !PodTrouble.isReady(pod)
                && (pod.getStatus() == null
                        || pod.getStatus().getContainerStatuses().stream()
                                .noneMatch(
                                        c ->
                                                c.getState() != null
                                                        && c.getState().getRunning() != null));
    }

    private static int ordinal(Pod pod) {
        String name = pod.getMetadata().getName();
        return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
    }
}
