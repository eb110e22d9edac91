package io.mesocosm.operator.child;

/** A part of a cluster, as the label app.kubernetes.io/component names it. */
public enum Component {
    ETCD("etcd"),
    MASTER("master"),
    AGENT("agent"),
    MARATHON("marathon"),
    /** Takes snapshots of the etcd that the operator makes. */
    SNAPSHOT("snapshot"),
    /** Ends tasks and removes state on nodes when a cluster is deleted. */
    SWEEP("sweep");

    private final String label;

    Component(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
