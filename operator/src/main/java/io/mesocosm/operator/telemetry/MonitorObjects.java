package io.mesocosm.operator.telemetry;

import static io.mesocosm.operator.child.Addition.sorted;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.mesocosm.crds.cluster.Telemetry.ServiceMonitor;
import io.mesocosm.operator.child.Addition;
import io.mesocosm.operator.child.Addition.Place;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.child.Networks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What tells a Prometheus where a cluster's metrics are, in the words of its operator: a
 * ServiceMonitor of masters, Marathons and etcd, and a PodMonitor of agents, of which there may be
 * more than Endpoints can hold.
 */
public final class MonitorObjects {
    /** The condition that tells of them. */
    public static final String MONITORED = "Monitored";

    private static final String API = "monitoring.coreos.com/v1";
    private static final String SERVICE_MONITOR = "ServiceMonitor";
    private static final String POD_MONITOR = "PodMonitor";
    private static final String PROBES = "probes";

    /** Pods are known by what they are, as their metrics at a collector are. */
    private static final Map<String, Object> JOB =
            sorted(
                    "sourceLabels",
                    List.of("__meta_kubernetes_pod_label_app_kubernetes_io_component"),
                    "targetLabel",
                    "job",
                    "replacement",
                    "mesocosm-$1");

    private MonitorObjects() {}

    /**
     * Services by which the pods of masters and Marathons are found, each of them: their own lead
     * to whoever leads, and not to the port of the probes.
     */
    public static List<HasMetadata> services(Blueprint blueprint) {
        if (blueprint.serviceMonitor().isEmpty()) {
            return List.of();
        }
        List<HasMetadata> services = new ArrayList<>();
        services.add(service(blueprint, Component.MASTER));
        if (blueprint.marathon() != null) {
            services.add(service(blueprint, Component.MARATHON));
        }
        return services;
    }

    private static HasMetadata service(Blueprint blueprint, Component component) {
        return Networks.headless(
                blueprint,
                component,
                blueprint.named(component.label() + "-metrics"),
                Map.of(PROBES, 80));
    }

    /** The monitors themselves. */
    public static Addition monitors(Blueprint blueprint) {
        return new Addition(
                MONITORED,
                List.of(
                        new Place(API, SERVICE_MONITOR, blueprint.name()),
                        new Place(API, POD_MONITOR, agentsName(blueprint))),
                blueprint.serviceMonitor().map(w -> monitors(blueprint, w)).orElse(List.of()),
                "Prometheus is told where metrics are",
                "Prometheus is not told where metrics are",
                "install the Prometheus operator, or set spec.telemetry.serviceMonitor.enabled to false");
    }

    private static List<GenericKubernetesResource> monitors(
            Blueprint blueprint, ServiceMonitor wanted) {
        List<GenericKubernetesResource> monitors = new ArrayList<>();
        monitors.add(services(blueprint, wanted));
        if (!blueprint.pools().isEmpty()) {
            monitors.add(agents(blueprint, wanted));
        }
        return monitors;
    }

    private static GenericKubernetesResource services(Blueprint blueprint, ServiceMonitor wanted) {
        Map<String, String> cluster = new TreeMap<>(blueprint.selector(Component.MASTER));
        cluster.remove(Labels.COMPONENT);
        List<String> components = new ArrayList<>(List.of("marathon", "master"));
        List<Map<String, Object>> endpoints = new ArrayList<>();
        endpoints.add(endpoint(PROBES, wanted));
        if (blueprint.managedEtcd().isPresent()) {
            components.addFirst("etcd");
            endpoints.add(endpoint("metrics", wanted));
        }
        return Addition.object(
                API,
                SERVICE_MONITOR,
                meta(blueprint, Component.MASTER, blueprint.name(), wanted),
                sorted(
                        "selector",
                        sorted(
                                "matchLabels",
                                cluster,
                                "matchExpressions",
                                List.of(
                                        sorted(
                                                "key",
                                                Labels.COMPONENT,
                                                "operator",
                                                "In",
                                                "values",
                                                components))),
                        "endpoints",
                        endpoints,
                        "podTargetLabels",
                        List.of(Labels.CLUSTER)));
    }

    private static GenericKubernetesResource agents(Blueprint blueprint, ServiceMonitor wanted) {
        return Addition.object(
                API,
                POD_MONITOR,
                meta(blueprint, Component.AGENT, agentsName(blueprint), wanted),
                sorted(
                        "selector",
                        sorted("matchLabels", blueprint.selector(Component.AGENT)),
                        "podMetricsEndpoints",
                        List.of(endpoint(PROBES, wanted)),
                        "podTargetLabels",
                        List.of(Labels.CLUSTER, Labels.POOL)));
    }

    private static String agentsName(Blueprint blueprint) {
        return blueprint.named("agents");
    }

    private static Map<String, Object> endpoint(String port, ServiceMonitor wanted) {
        Map<String, Object> endpoint =
                sorted("port", port, "path", "/metrics", "relabelings", List.of(JOB));
        String interval = wanted.interval();
        if (interval != null) {
            endpoint.put("interval", interval);
        }
        return endpoint;
    }

    private static ObjectMeta meta(
            Blueprint blueprint, Component component, String name, ServiceMonitor wanted) {
        ObjectMeta meta = blueprint.meta(name, component);
        Map<String, String> labels = wanted.labels();
        if (labels != null) {
            labels.forEach(meta.getLabels()::putIfAbsent);
        }
        return meta;
    }
}
