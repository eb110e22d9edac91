package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.crds.cluster.MesosClusterStatus.Snapshot;
import io.mesocosm.crds.cluster.Snapshots;
import io.mesocosm.crds.condition.Condition.Status;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.condition.Conditions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out what became of a cluster's snapshots from the pods that took them. */
final class SnapshotState {
    static final String TAKEN = "SnapshotsTaken";

    private SnapshotState() {}

    /**
     * A pod that has ended.
     *
     * @param text the snapshot's name, or why there is none
     */
    private record Attempt(String pod, Instant time, boolean good, String text) {

        static Optional<Attempt> of(Pod pod) {
            String name = pod.getMetadata().getName();
            PodStatus status = pod.getStatus();
            ContainerStateTerminated end = status == null ? null : end(status);
            if (end != null && end.getFinishedAt() != null) {
                boolean good = Integer.valueOf(0).equals(end.getExitCode());
                String text =
                        end.getMessage() == null || end.getMessage().isBlank()
                                ? good ? "" : "exit code " + end.getExitCode()
                                : end.getMessage().strip();
                return Optional.of(
                        new Attempt(name, Instant.parse(end.getFinishedAt()), good, text));
            }
            if (status != null && "Failed".equals(status.getPhase())) {
                return Optional.of(
                        new Attempt(
                                name,
                                Instant.parse(pod.getMetadata().getCreationTimestamp()),
                                false,
                                "%s: %s".formatted(status.getReason(), status.getMessage())));
            }
            return Optional.empty();
        }

        private static @Nullable ContainerStateTerminated end(PodStatus status) {
            return Stream.ofNullable(status.getContainerStatuses())
                    .flatMap(List::stream)
                    .map(ContainerStatus::getState)
                    .flatMap(Stream::ofNullable)
                    .map(ContainerState::getTerminated)
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * The last that was taken, as far as that is known; the condition tells of the last attempt.
     */
    static @Nullable Snapshot of(Blueprint blueprint, Observed observed, Conditions conditions) {
        Snapshots wanted = blueprint.managedEtcd().map(Etcd.Managed::snapshots).orElse(null);
        if (wanted == null) {
            return null;
        }
        List<Pod> pods = observed.pods(Component.SNAPSHOT);
        List<Attempt> attempts = pods.stream().map(Attempt::of).flatMap(Optional::stream).toList();
        Snapshot last = last(blueprint.cluster().getStatus(), attempts);
        Optional<Attempt> failed =
                attempts.stream()
                        .filter(attempt -> !attempt.good)
                        .max(Comparator.comparing(Attempt::time))
                        .filter(
                                attempt ->
                                        last == null
                                                || attempt.time.isAfter(
                                                        Instant.parse(last.time())));
        List<Pod> hanging =
                pods.stream()
                        .filter(pod -> Attempt.of(pod).isEmpty() && PodTrouble.isGrave(pod))
                        .toList();
        if (failed.isPresent()) {
            conditions.set(
                    TAKEN,
                    false,
                    "Failed",
                    "pod %s has taken no snapshot: %s; %s"
                            .formatted(failed.get().pod, failed.get().text, before(last)));
        } else if (!hanging.isEmpty()) {
            conditions.set(TAKEN, false, "Stuck", PodTrouble.of(hanging) + "; " + before(last));
        } else if (last == null) {
            conditions.set(
                    TAKEN,
                    Status.Unknown,
                    "NoneYet",
                    "none has been taken yet, the schedule is %s; to take one now: kubectl create job -n %s --from=cronjob/%s %3$s-now"
                            .formatted(
                                    wanted.schedule(),
                                    blueprint.namespace(),
                                    blueprint.named(Component.SNAPSHOT.label())));
        } else {
            conditions.set(TAKEN, true, "Taken", before(last));
        }
        return last;
    }

    private static String before(@Nullable Snapshot last) {
        return last == null
                ? "none was taken before"
                : "the last one is %s, of %s".formatted(last.name(), last.time());
    }

    /** Pods go with their Jobs; what was known of them stays. */
    private static @Nullable Snapshot last(
            @Nullable MesosClusterStatus status, List<Attempt> attempts) {
        return Stream.concat(
                        attempts.stream()
                                .filter(attempt -> attempt.good)
                                .map(a -> new Snapshot(a.text, a.time.toString())),
                        Stream.ofNullable(status == null ? null : status.lastSnapshot()))
                .max(Comparator.comparing(snapshot -> Instant.parse(snapshot.time())))
                .orElse(null);
    }
}
