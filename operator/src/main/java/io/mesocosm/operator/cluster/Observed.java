package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What there is of a cluster in Kubernetes. */
record Observed(Collection<StatefulSet> sets, Collection<DaemonSet> pools, Collection<Pod> pods) {

    Optional<StatefulSet> set(String name) {
        return sets.stream().filter(s -> s.getMetadata().getName().equals(name)).findFirst();
    }

    Optional<DaemonSet> pool(String name) {
        return pools.stream().filter(s -> s.getMetadata().getName().equals(name)).findFirst();
    }

    List<Pod> pods(Component component) {
        return pods.stream()
                .filter(
                        pod ->
                                component
                                        .label()
                                        .equals(
                                                pod.getMetadata()
                                                        .getLabels()
                                                        .get("app.kubernetes.io/component")))
                .toList();
    }

    List<Pod> podsOfPool(String pool) {
        return pods(Component.AGENT).stream()
                .filter(pod -> pool.equals(pod.getMetadata().getLabels().get(Labels.POOL)))
                .toList();
    }
}
