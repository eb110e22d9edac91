package io.mesocosm.operator.child;

import static java.util.Objects.requireNonNull;

/**
 * What a MesosCluster that names no images gets.
 *
 * @param controlPlaneImage image of masters and Marathon
 * @param agentImage image of agents
 * @param etcdImage image of etcd, whatever the version of the others
 * @param version what the first two are
 */
public record Defaults(
        String controlPlaneImage, String agentImage, String etcdImage, String version) {
    public Defaults {
        requireNonNull(controlPlaneImage, "controlPlaneImage");
        requireNonNull(agentImage, "agentImage");
        requireNonNull(etcdImage, "etcdImage");
        requireNonNull(version, "version");
    }
}
