package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTermBuilder;
import io.mesocosm.crds.cluster.AntiAffinity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** On which nodes the pods of a component may run. */
public record Placement(
        @Nullable Map<String, String> nodeSelector,
        @Nullable List<Toleration> tolerations,
        @Nullable AntiAffinity antiAffinity) {

    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** Keeps the pods of a component apart: on nodes of their own, and rather in several zones. */
    public Affinity apart(Map<String, String> selector) {
        if (antiAffinity == AntiAffinity.Required) {
            return new AffinityBuilder()
                    .withNewPodAntiAffinity()
                    .withRequiredDuringSchedulingIgnoredDuringExecution(term(selector, HOST))
                    .withPreferredDuringSchedulingIgnoredDuringExecution(rather(selector, ZONE, 50))
                    .endPodAntiAffinity()
                    .build();
        }
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .withPreferredDuringSchedulingIgnoredDuringExecution(
                        rather(selector, HOST, 100), rather(selector, ZONE, 50))
                .endPodAntiAffinity()
                .build();
    }

    private static WeightedPodAffinityTerm rather(
            Map<String, String> selector, String topology, int weight) {
        return new WeightedPodAffinityTermBuilder()
                .withWeight(weight)
                .withPodAffinityTerm(term(selector, topology))
                .build();
    }

    private static PodAffinityTerm term(Map<String, String> selector, String topology) {
        return new PodAffinityTermBuilder()
                .withNewLabelSelector()
                .withMatchLabels(selector)
                .endLabelSelector()
                .withTopologyKey(topology)
                .build();
    }
}
