package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.List;
import java.util.Map;

/** Services, policies and budgets as all components have them. */
public final class Networks {
    private Networks() {}

    /** A Service before the pods of a component, on ports that its containers name. */
    public static Service service(
            Blueprint blueprint, Component component, Map<String, Integer> ports) {
        return new ServiceBuilder()
                .withMetadata(blueprint.meta(blueprint.named(component.label()), component))
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(blueprint.selector(component))
                .withPorts(ports(ports))
                .endSpec()
                .build();
    }

    /** A Service that gives each pod of a StatefulSet its name, ready or not. */
    public static Service headless(
            Blueprint blueprint, Component component, String name, Map<String, Integer> ports) {
        return new ServiceBuilder()
                .withMetadata(blueprint.meta(name, component))
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(blueprint.selector(component))
                .withPorts(ports(ports))
                .endSpec()
                .build();
    }

    private static List<ServicePort> ports(Map<String, Integer> ports) {
        return ports.entrySet().stream()
                .map(
                        port ->
                                new ServicePortBuilder()
                                        .withName(port.getKey())
                                        .withPort(port.getValue())
                                        .withProtocol("TCP")
                                        .withNewTargetPort(port.getKey())
                                        .build())
                .toList();
    }

    /** Lets others reach these ports of a component and no other. */
    public static NetworkPolicy policy(
            Blueprint blueprint, Component component, Map<String, Integer> ports) {
        List<NetworkPolicyPort> allowed =
                ports.values().stream()
                        .map(
                                port ->
                                        new NetworkPolicyPortBuilder()
                                                .withPort(new IntOrString(port))
                                                .withProtocol("TCP")
                                                .build())
                        .toList();
        return new NetworkPolicyBuilder()
                .withMetadata(blueprint.meta(blueprint.named(component.label()), component))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(blueprint.selector(component))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .withPorts(allowed)
                .endIngress()
                .endSpec()
                .build();
    }

    /** Lets evictions take one pod of a component at a time. */
    public static PodDisruptionBudget budget(Blueprint blueprint, Component component) {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(blueprint.meta(blueprint.named(component.label()), component))
                .withNewSpec()
                // What never became ready would else stay for ever, when it is to be replaced too.
                .withUnhealthyPodEvictionPolicy(blueprint.elects() ? "AlwaysAllow" : null)
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(blueprint.selector(component))
                .endSelector()
                .endSpec()
                .build();
    }
}
