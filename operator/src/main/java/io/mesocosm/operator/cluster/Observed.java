package io.mesocosm.operator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.mesocosm.crds.app.App;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Elected;
import io.mesocosm.operator.child.Labels;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What there is of a cluster in Kubernetes.
 *
 * @param slices that say who leads
 * @param apps that it runs
 * @param services that it has
 * @param etcdFull whether its etcd has no space left
 */
record Observed(
        Collection<StatefulSet> sets,
        Collection<DaemonSet> pools,
        Collection<Pod> pods,
        Collection<EndpointSlice> slices,
        Collection<App> apps,
        Collection<Service> services,
        boolean etcdFull) {

    Observed(
            Collection<StatefulSet> sets,
            Collection<DaemonSet> pools,
            Collection<Pod> pods,
            Collection<EndpointSlice> slices,
            Collection<App> apps) {
        this(sets, pools, pods, slices, apps, List.of(), false);
    }

    /** The same where that has been asked for. */
    Observed withEtcd(boolean full) {
        return new Observed(sets, pools, pods, slices, apps, services, full);
    }

    Optional<StatefulSet> set(String name) {
        return sets.stream().filter(s -> s.getMetadata().getName().equals(name)).findFirst();
    }

    Optional<Service> service(String name) {
        return services.stream().filter(s -> s.getMetadata().getName().equals(name)).findFirst();
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
                                                        .get(Labels.COMPONENT)))
                .toList();
    }

    /** The addresses of the pods that have one. */
    List<String> addresses(Component component) {
        return pods(component).stream()
                .map(Pod::getStatus)
                .filter(Objects::nonNull)
                .map(PodStatus::getPodIP)
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    List<Pod> podsOfPool(String pool) {
        return pods(Component.AGENT).stream()
                .filter(pod -> pool.equals(pod.getMetadata().getLabels().get(Labels.POOL)))
                .toList();
    }

    /** The pod that a Service without a selector leads to; none where that pod is gone. */
    Optional<Pod> leader(String service) {
        return slices.stream()
                .filter(slice -> slice.getMetadata().getName().equals(service))
                .findFirst()
                .flatMap(Elected::address)
                .flatMap(
                        address ->
                                pods.stream()
                                        .filter(
                                                pod ->
                                                        pod.getStatus() != null
                                                                && address.equals(
                                                                        pod.getStatus().getPodIP()))
                                        .findFirst());
    }
}
