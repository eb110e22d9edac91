package io.mesocosm.operator.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.PrimaryToSecondaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterStatus;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Watches the nodes on which clusters have agents. */
public final class NodeWatch {
    private static final String BY_NODE = "node";

    private NodeWatch() {}

    /**
     * The source of nodes.
     *
     * @param pods the source of clusters' pods, which has not begun
     */
    public static EventSource<?, MesosCluster> source(
            InformerEventSource<Pod, MesosCluster> pods, EventSourceContext<MesosCluster> context) {
        pods.addIndexers(
                Map.of(
                        BY_NODE,
                        pod -> {
                            String node = node(pod);
                            return node == null ? List.of() : List.of(node);
                        }));
        PrimaryToSecondaryMapper<MesosCluster> nodesOf =
                cluster -> {
                    Set<ResourceID> nodes = new HashSet<>();
                    pods.list(
                                    cluster.getMetadata().getNamespace(),
                                    pod ->
                                            node(pod) != null
                                                    && cluster.getMetadata()
                                                            .getName()
                                                            .equals(cluster(pod)))
                            .forEach(pod -> nodes.add(new ResourceID(pod.getSpec().getNodeName())));
                    MesosClusterStatus status = cluster.getStatus();
                    if (status != null && status.nodes() != null) {
                        status.nodes().forEach(node -> nodes.add(new ResourceID(node.name())));
                    }
                    return nodes;
                };
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Node.class, MesosCluster.class)
                        .withWatchAllNamespaces()
                        .withPrimaryToSecondaryMapper(nodesOf)
                        .withSecondaryToPrimaryMapper(
                                node ->
                                        pods.byIndex(BY_NODE, node.getMetadata().getName()).stream()
                                                .map(
                                                        pod ->
                                                                new ResourceID(
                                                                        Objects.requireNonNull(
                                                                                cluster(pod)),
                                                                        pod.getMetadata()
                                                                                .getNamespace()))
                                                .collect(Collectors.toSet()))
                        // A node's kubelet writes to it all the time.
                        .withOnUpdateFilter(
                                (now, before) -> !NodeWish.of(now).equals(NodeWish.of(before)))
                        .build(),
                context);
    }

    /** The node of an agent's pod; null for another pod. */
    private static @Nullable String node(Pod pod) {
        boolean agent =
                cluster(pod) != null
                        && Component.AGENT
                                .label()
                                .equals(pod.getMetadata().getLabels().get(Labels.COMPONENT));
        return agent && pod.getSpec() != null ? pod.getSpec().getNodeName() : null;
    }

    private static @Nullable String cluster(Pod pod) {
        return pod.getMetadata().getLabels().get(Labels.CLUSTER);
    }
}
