package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.mesocosm.crds.condition.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of pods that are not ready why, with the node where there is one. */
final class PodTrouble {
    private static final int MOST = 3;

    private PodTrouble() {}

    /** One sentence for the first few, in the order of their names; empty when all are ready. */
    static String of(List<Pod> pods) {
        List<String> troubles =
                pods.stream()
                        .filter(pod -> !isReady(pod))
                        .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                        .map(PodTrouble::of)
                        .toList();
        List<String> told = new ArrayList<>(troubles.subList(0, Math.min(MOST, troubles.size())));
        if (troubles.size() > MOST) {
            told.add("and " + (troubles.size() - MOST) + " more");
        }
        return String.join("; ", told);
    }

    /** Whether it will not pass by itself, as the start of a container does. */
    static boolean isGrave(Condition condition) {
        String message = condition.message();
        return !condition.reason().endsWith("NotAvailable")
                || message.contains("cannot be scheduled")
                || message.contains("BackOff")
                || message.contains("Err");
    }

    /** Whether a pod will not become ready by itself. */
    static boolean isGrave(Pod pod) {
        String trouble = of(pod);
        return trouble.contains("cannot be scheduled")
                || trouble.contains("BackOff")
                || trouble.contains("Err");
    }

    /** Since when a pod that is not ready is not. */
    static Instant sinceUnready(Pod pod) {
        return Instant.parse(
                condition(pod, "Ready")
                        .map(PodCondition::getLastTransitionTime)
                        .orElse(pod.getMetadata().getCreationTimestamp()));
    }

    static boolean isReady(Pod pod) {
        return condition(pod, "Ready").map(c -> c.getStatus().equals("True")).orElse(false);
    }

    /** Of one that does not serve. */
    static String of(Pod pod) {
        String where = node(pod).map(node -> "node " + node).orElse("pod");
        String who = where + " (" + pod.getMetadata().getName() + "): ";
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return who + "is ending";
        }
        Optional<PodCondition> scheduled =
                condition(pod, "PodScheduled").filter(c -> c.getStatus().equals("False"));
        return who
                + scheduled
                        .map(c -> "cannot be scheduled: " + c.getMessage())
                        .or(() -> containers(pod).flatMap(PodTrouble::state).findFirst())
                        .orElse("is not ready yet");
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null
                ? Stream.of()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    private static Stream<String> state(ContainerStatus status) {
        if (Boolean.TRUE.equals(status.getReady())) {
            return Stream.of();
        }
        String name = "container " + status.getName() + " ";
        ContainerStateTerminated last =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        String before =
                last == null
                        ? ""
                        : " (it ended with exit code "
                                + last.getExitCode()
                                + (last.getReason() == null ? "" : ", " + last.getReason())
                                + (last.getMessage() == null
                                        ? ""
                                        : ": " + last.getMessage().strip())
                                + ")";
        ContainerStateWaiting waiting =
                status.getState() == null ? null : status.getState().getWaiting();
        if (waiting != null && waiting.getReason() != null) {
            String message = waiting.getMessage() == null ? "" : ": " + waiting.getMessage();
            return Stream.of(name + "waits, " + waiting.getReason() + message + before);
        }
        return Stream.of(name + "is not ready" + before);
    }

    /** The node that a pod is on or, of a DaemonSet's that does not fit, is for. */
    private static Optional<String> node(Pod pod) {
        if (pod.getSpec().getNodeName() != null) {
            return Optional.of(pod.getSpec().getNodeName());
        }
        var affinity = pod.getSpec().getAffinity();
        var nodes = affinity == null ? null : affinity.getNodeAffinity();
        var required =
                nodes == null ? null : nodes.getRequiredDuringSchedulingIgnoredDuringExecution();
        if (required == null) {
            return Optional.empty();
        }
        return required.getNodeSelectorTerms().stream()
                .map(NodeSelectorTerm::getMatchFields)
                .flatMap(List::stream)
                .filter(field -> field.getKey().equals("metadata.name"))
                .map(NodeSelectorRequirement::getValues)
                .map(values -> values.stream().collect(Collectors.joining(",")))
                .findFirst();
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(c -> c.getType().equals(type))
                        .findFirst();
    }
}
