package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a cluster is reached from outside of Kubernetes. By default it is not. */
public record Exposure(
        @JsonPropertyDescription("How the leading master's HTTP API is reached.")
                @Nullable Exposed master,
        @JsonPropertyDescription("How Marathon's HTTP API is reached.")
                @Nullable Exposed marathon) {

    /** The ways to one API; its certificate holds for the hosts that are named here. */
    public record Exposed(
            @JsonPropertyDescription(
                            "Its Service, which leads to the leader. Its certificate holds for the addresses of its load balancer; name those of nodes in spec.tls.names.")
                    @Nullable ServiceOptions service,
            @JsonPropertyDescription(
                            "An Ingress. Its controller must speak HTTPS to the Service, which most have an annotation for.")
                    @Nullable Ingress ingress,
            @JsonPropertyDescription("A route of the Gateway API.") @Nullable Gateway gateway) {}

    /** What a Service has beside ports. */
    @ValidationRule(
            value = "!has(self.nodePort) || (has(self.type) && self.type != 'ClusterIP')",
            message =
                    "a nodePort is for type NodePort or LoadBalancer: give one of them, or leave it out",
            fieldPath = ".nodePort")
    @ValidationRule(
            value =
                    "!has(self.loadBalancerClass) || (has(self.type) && self.type == 'LoadBalancer')",
            message = "a loadBalancerClass is for type LoadBalancer: give that, or leave it out",
            fieldPath = ".loadBalancerClass")
    @ValidationRule(
            value =
                    "!has(self.type) || self.type != 'LoadBalancer' || !has(oldSelf.type) || oldSelf.type != 'LoadBalancer' || (has(self.loadBalancerClass) == has(oldSelf.loadBalancerClass) && (!has(self.loadBalancerClass) || self.loadBalancerClass == oldSelf.loadBalancerClass))",
            message =
                    "a load balancer keeps its class: make the type ClusterIP first, then LoadBalancer of the other class",
            fieldPath = ".loadBalancerClass")
    public record ServiceOptions(
            @JsonPropertyDescription("ClusterIP by default, NodePort or LoadBalancer.")
                    @Nullable ServiceType type,
            @Min(1) @Max(65535) @JsonPropertyDescription(
                            "The port of its HTTP API on each node, of those that Kubernetes keeps for it (30000 to 32767 as a rule); by default it chooses one.")
                    @Nullable Integer nodePort,
            @Size(min = 1, max = 253) @JsonPropertyDescription(
                            "Who makes the load balancer, where there are several.")
                    @Nullable String loadBalancerClass,
            @Size(max = 64) @JsonPropertyDescription(
                            "Annotations, as those by which clouds are told how to make a load balancer.")
                    @Nullable Map<String, String> annotations,
            @Size(max = 64) @JsonPropertyDescription("More labels.")
                    @Nullable Map<String, String> labels) {}

    /** How far a Service reaches. */
    public enum ServiceType {
        ClusterIP,
        NodePort,
        LoadBalancer
    }

    /** An Ingress of all of an API. */
    public record Ingress(
            @Size(min = 1, max = 253) @JsonPropertyDescription("Its class, by default Kubernetes' default.")
                    @Nullable String className,
            @Required
                    @Size(max = 253) @ValidationRule(
                            value = "self.matches('^([*][.])?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')",
                            message = "a host is a DNS name, as in mesos.example.org")
                    @JsonPropertyDescription("The name by which clients reach it.")
                    String host,
            @Size(min = 1, max = 253) @JsonPropertyDescription(
                            "Secret with the certificate that clients are shown, by default the controller's own.")
                    @Nullable String tlsSecret,
            @Size(max = 64) @JsonPropertyDescription(
                            "Annotations, as nginx.ingress.kubernetes.io/backend-protocol: HTTPS.")
                    @Nullable Map<String, String> annotations) {}

    /** A route of the Gateway API. */
    public record Gateway(
            @JsonPropertyDescription(
                            "HTTPRoute by default: the Gateway ends TLS, and takes it up again to the Service by a BackendTLSPolicy. TLSRoute passes it on, and with it certificates of clients.")
                    @Nullable RouteKind kind,
            @Required
                    @Size(min = 1, max = 16) @JsonPropertyDescription("The Gateways that it hangs on.")
                    List<Parent> parentRefs,
            @Required
                    @Size(min = 1, max = 16) @ValidationRule(
                            value =
                                    "self.all(h, h.matches('^([*][.])?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$'))",
                            message = "a hostname is a DNS name, as in mesos.example.org")
                    @JsonPropertyDescription("The names by which clients reach it.")
                    List<String> hostnames) {}

    /** Which route. */
    public enum RouteKind {
        HTTPRoute,
        TLSRoute
    }

    /** A Gateway, or one listener of it. */
    public record Parent(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Gateway.")
                    String name,
            @Size(min = 1, max = 63) @JsonPropertyDescription("Its namespace, by default the cluster's.")
                    @Nullable String namespace,
            @Size(min = 1, max = 253) @JsonPropertyDescription("A listener of it, by default all.")
                    @Nullable String sectionName) {}
}
