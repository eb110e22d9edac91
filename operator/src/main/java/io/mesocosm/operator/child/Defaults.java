package io.mesocosm.operator.child;

import static java.util.Objects.requireNonNull;

/**
 * What a MesosCluster that names no images gets.
 *
 * @param controlPlaneImage image of masters and Marathon
 * @param agentImage image of agents
 * @param version what these images are
 */
public record Defaults(String controlPlaneImage, String agentImage, String version) {
    public Defaults {
        requireNonNull(controlPlaneImage, "controlPlaneImage");
        requireNonNull(agentImage, "agentImage");
        requireNonNull(version, "version");
    }
}
