package io.mesocosm.operator.child;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What the operator brings to a MesosCluster: images where it names none, and what the chart made.
 *
 * @param controlPlaneImage image of masters and Marathon
 * @param agentImage image of agents
 * @param etcdImage image of etcd, whatever the version of the others
 * @param version what the first two are
 * @param agentRole ClusterRole by which agents ask for certificates; null where none is known
 * @param namespace of the operator's own pod; null where it is in none
 */
public record Defaults(
        String controlPlaneImage,
        String agentImage,
        String etcdImage,
        String version,
        @Nullable String agentRole,
        @Nullable String namespace) {
    public Defaults {
        requireNonNull(controlPlaneImage, "controlPlaneImage");
        requireNonNull(agentImage, "agentImage");
        requireNonNull(etcdImage, "etcdImage");
        requireNonNull(version, "version");
    }
}
