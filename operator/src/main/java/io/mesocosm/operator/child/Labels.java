package io.mesocosm.operator.child;

import java.util.Map;
import java.util.TreeMap;

/** The labels and annotations that the operator sets or heeds. */
public final class Labels {
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String OPERATOR = "mesocosm-operator";
    public static final String CLUSTER = "mesocosm.io/cluster";
    public static final String POOL = "mesocosm.io/pool";
    public static final String APP = "mesocosm.io/app";
    public static final String VERSION = "app.kubernetes.io/version";
    public static final String COMPONENT = "app.kubernetes.io/component";
    public static final String SERVICE_NAME = "kubernetes.io/service-name";
    public static final String SLICE_MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

    /** All that the operator made. */
    public static final String MADE_HERE = MANAGED_BY + "=" + OPERATOR;

    private Labels() {}

    /** Of an object that belongs to a part of a cluster. */
    static Map<String, String> of(String cluster, Component component, String version) {
        Map<String, String> labels = new TreeMap<>(selector(cluster, component));
        labels.put(VERSION, version);
        labels.put("app.kubernetes.io/part-of", "mesocosm");
        labels.put(MANAGED_BY, OPERATOR);
        labels.put(CLUSTER, cluster);
        return labels;
    }

    /** What tells the pods of a part of a cluster from all others; it never changes. */
    static Map<String, String> selector(String cluster, Component component) {
        return new TreeMap<>(
                Map.of(
                        "app.kubernetes.io/name",
                        "mesocosm",
                        "app.kubernetes.io/instance",
                        cluster,
                        COMPONENT,
                        component.label()));
    }
}
