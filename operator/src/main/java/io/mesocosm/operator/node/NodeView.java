package io.mesocosm.operator.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node that has, or had, an agent of a cluster.
 *
 * @param address by which its agent is known to the master; null while there is no agent's pod
 */
public record NodeView(String name, @Nullable String address, NodeWish wish) {

    /**
     * The views of nodes.
     *
     * @param agents pods of the cluster's agents
     */
    public static List<NodeView> of(Collection<Node> nodes, Collection<Pod> agents) {
        Map<String, String> addresses = new HashMap<>();
        for (Pod pod : agents) {
            if (pod.getStatus() != null && pod.getStatus().getHostIP() != null) {
                addresses.put(
                        Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
                        pod.getStatus().getHostIP());
            }
        }
        return nodes.stream()
                .map(
                        node -> {
                            String name = node.getMetadata().getName();
                            return new NodeView(name, addresses.get(name), NodeWish.of(node));
                        })
                .toList();
    }

    /** Whether nothing is asked of the agent. */
    boolean isUsual() {
        return wish instanceof NodeWish.Offers;
    }
}
