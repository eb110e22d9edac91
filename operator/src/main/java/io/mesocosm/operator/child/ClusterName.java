package io.mesocosm.operator.child;

import static java.util.Objects.requireNonNull;

import io.mesocosm.crds.cluster.MesosCluster;

/** Which MesosCluster. */
public record ClusterName(String namespace, String name) {
    public ClusterName {
        requireNonNull(namespace, "namespace");
        requireNonNull(name, "name");
    }

    public static ClusterName of(MesosCluster cluster) {
        return new ClusterName(
                cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
