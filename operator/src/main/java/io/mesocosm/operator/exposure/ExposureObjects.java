package io.mesocosm.operator.exposure;

import static io.mesocosm.operator.child.Addition.sorted;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import io.fabric8.kubernetes.api.model.networking.v1.IngressBuilder;
import io.mesocosm.crds.cluster.Exposure.Exposed;
import io.mesocosm.crds.cluster.Exposure.Gateway;
import io.mesocosm.crds.cluster.Exposure.Ingress;
import io.mesocosm.crds.cluster.Exposure.Parent;
import io.mesocosm.crds.cluster.Exposure.RouteKind;
import io.mesocosm.crds.cluster.Exposure.ServiceOptions;
import io.mesocosm.operator.child.Addition;
import io.mesocosm.operator.child.Addition.Place;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.operator.marathon.MarathonObjects;
import io.mesocosm.operator.master.MasterObjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What leads to masters and Marathon from outside of Kubernetes. All of it leads to their Services,
 * which lead to the leader: nobody outside is sent on to a pod by its name.
 */
public final class ExposureObjects {
    /** The condition that tells of routes. */
    public static final String ROUTED = "Routed";

    private static final String GATEWAY_API = "gateway.networking.k8s.io/v1";
    private static final String HTTP_ROUTE = RouteKind.HTTPRoute.name();
    private static final String TLS_ROUTE = RouteKind.TLSRoute.name();
    private static final String BACKEND_POLICY = "BackendTLSPolicy";
    private static final String HTTP = "http";
    private static final List<Component> EXPOSED = List.of(Component.MASTER, Component.MARATHON);

    private ExposureObjects() {}

    // ------------------------------------------------------------------ Services

    /** The object, exposed as the cluster says where it is a Service before a leader. */
    public static HasMetadata exposed(Blueprint blueprint, HasMetadata object) {
        return EXPOSED.stream()
                .filter(c -> object.getMetadata().getName().equals(blueprint.named(c.label())))
                .findFirst()
                .flatMap(blueprint::exposed)
                .map(Exposed::service)
                .filter(_ -> object instanceof Service)
                .<HasMetadata>map(options -> exposed((Service) object, options))
                .orElse(object);
    }

    private static Service exposed(Service service, ServiceOptions options) {
        ServiceBuilder exposed = new ServiceBuilder(service);
        Map<String, String> labels = new TreeMap<>(orNone(options.labels()));
        labels.putAll(service.getMetadata().getLabels());
        List<ServicePort> ports = service.getSpec().getPorts();
        if (options.nodePort() != null) {
            ports.stream()
                    .filter(port -> port.getName().equals(HTTP))
                    .forEach(port -> port.setNodePort(options.nodePort()));
        }
        return exposed.editMetadata()
                .withLabels(labels)
                .addToAnnotations(new TreeMap<>(orNone(options.annotations())))
                .endMetadata()
                .editSpec()
                .withType(options.type() == null ? "ClusterIP" : options.type().name())
                .withLoadBalancerClass(options.loadBalancerClass())
                .withPorts(ports)
                .endSpec()
                .build();
    }

    private static <K, V> Map<K, V> orNone(@Nullable Map<K, V> map) {
        return map == null ? Map.of() : map;
    }

    // ------------------------------------------------------------------ addresses

    /** Where load balancers stand before a component's Service: names and addresses. */
    public static List<String> balancers(Service service) {
        return Stream.ofNullable(service.getStatus())
                .map(ServiceStatus::getLoadBalancer)
                .filter(Objects::nonNull)
                .flatMap(status -> status.getIngress().stream())
                .map(at -> at.getIp() == null ? at.getHostname() : at.getIp())
                .filter(Objects::nonNull)
                .sorted()
                .toList();
    }

    /** The URLs by which a component is reached from outside. */
    public static List<String> urls(
            Blueprint blueprint, Component component, @Nullable Service service) {
        Exposed exposed = blueprint.exposed(component).orElse(null);
        if (exposed == null) {
            return List.of();
        }
        List<String> urls = new ArrayList<>();
        if (service != null) {
            balancers(service).stream()
                    .map(host -> host.contains(":") ? "[" + host + "]" : host)
                    .forEach(host -> urls.add(url(blueprint, host, port(component))));
            service.getSpec().getPorts().stream()
                    .filter(port -> port.getName().equals(HTTP) && port.getNodePort() != null)
                    .forEach(port -> urls.add(url(blueprint, "<node>", port.getNodePort())));
        }
        Ingress ingress = exposed.ingress();
        if (ingress != null) {
            urls.add("https://" + ingress.host());
        }
        Gateway gateway = exposed.gateway();
        if (gateway != null) {
            gateway.hostnames().forEach(host -> urls.add("https://" + host));
        }
        return urls.stream().distinct().toList();
    }

    private static String url(Blueprint blueprint, String host, int port) {
        return blueprint.scheme() + host + ":" + port;
    }

    // ------------------------------------------------------------------ Ingresses

    /** The Ingresses that a cluster wants. */
    public static List<HasMetadata> ingresses(Blueprint blueprint) {
        List<HasMetadata> ingresses = new ArrayList<>();
        for (Component component : EXPOSED) {
            blueprint
                    .exposed(component)
                    .map(Exposed::ingress)
                    .ifPresent(wanted -> ingresses.add(ingress(blueprint, component, wanted)));
        }
        return ingresses;
    }

    private static HasMetadata ingress(Blueprint blueprint, Component component, Ingress wanted) {
        String name = blueprint.named(component.label());
        ObjectMeta meta = blueprint.meta(name, component);
        meta.setAnnotations(new TreeMap<>(orNone(wanted.annotations())));
        return new IngressBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withIngressClassName(wanted.className())
                // Without a Secret the controller shows a certificate of its own.
                .addNewTl()
                .withHosts(wanted.host())
                .withSecretName(wanted.tlsSecret())
                .endTl()
                .addNewRule()
                .withHost(wanted.host())
                .withNewHttp()
                .addNewPath()
                .withPath("/")
                .withPathType("Prefix")
                .withNewBackend()
                .withNewService()
                .withName(name)
                .withNewPort()
                .withName(HTTP)
                .endPort()
                .endService()
                .endBackend()
                .endPath()
                .endHttp()
                .endRule()
                .endSpec()
                .build();
    }

    // ------------------------------------------------------------------ routes

    /** The routes of the Gateway API that a cluster wants. */
    public static Addition routes(Blueprint blueprint) {
        List<Place> places = new ArrayList<>();
        List<GenericKubernetesResource> wanted = new ArrayList<>();
        for (Component component : EXPOSED) {
            String name = blueprint.named(component.label());
            places.add(new Place(GATEWAY_API, HTTP_ROUTE, name));
            places.add(new Place(GATEWAY_API, TLS_ROUTE, name));
            places.add(new Place(GATEWAY_API, BACKEND_POLICY, name));
            blueprint
                    .exposed(component)
                    .map(Exposed::gateway)
                    .ifPresent(gateway -> wanted.addAll(route(blueprint, component, gateway)));
        }
        return new Addition(
                ROUTED,
                places,
                wanted,
                "Gateways are told where masters and Marathon are",
                "Gateways are not told where masters and Marathon are",
                "install the Gateway API in a version that has it, or take gateway out of spec.exposure");
    }

    private static List<GenericKubernetesResource> route(
            Blueprint blueprint, Component component, Gateway gateway) {
        boolean passed = gateway.kind() == RouteKind.TLSRoute;
        List<GenericKubernetesResource> objects = new ArrayList<>();
        objects.add(
                object(
                        blueprint,
                        component,
                        passed ? TLS_ROUTE : HTTP_ROUTE,
                        sorted(
                                "parentRefs",
                                gateway.parentRefs().stream().map(ExposureObjects::parent).toList(),
                                "hostnames",
                                gateway.hostnames(),
                                "rules",
                                List.of(
                                        sorted(
                                                "backendRefs",
                                                List.of(
                                                        sorted(
                                                                "name",
                                                                blueprint.named(component.label()),
                                                                "port",
                                                                port(component))))))));
        if (!passed && blueprint.isSecured()) {
            objects.add(object(blueprint, component, BACKEND_POLICY, policy(blueprint, component)));
        }
        return objects;
    }

    private static Map<String, Object> parent(Parent parent) {
        Map<String, Object> reference = sorted("name", parent.name());
        if (parent.namespace() != null) {
            reference.put("namespace", parent.namespace());
        }
        if (parent.sectionName() != null) {
            reference.put("sectionName", parent.sectionName());
        }
        return reference;
    }

    /** How a Gateway that ended TLS takes it up again, and knows who answers. */
    private static Map<String, Object> policy(Blueprint blueprint, Component component) {
        return sorted(
                "targetRefs",
                List.of(
                        sorted(
                                "group",
                                "",
                                "kind",
                                "Service",
                                "name",
                                blueprint.named(component.label()),
                                "sectionName",
                                HTTP)),
                "validation",
                sorted(
                        "caCertificateRefs",
                        List.of(
                                sorted(
                                        "group",
                                        "",
                                        "kind",
                                        "ConfigMap",
                                        "name",
                                        Secured.authorities(blueprint))),
                        "hostname",
                        component == Component.MASTER
                                ? blueprint.masterHost()
                                : blueprint.marathonHost()));
    }

    private static int port(Component component) {
        return component == Component.MASTER ? MasterObjects.HTTP : MarathonObjects.HTTP;
    }

    private static GenericKubernetesResource object(
            Blueprint blueprint, Component component, String kind, Map<String, Object> spec) {
        return Addition.object(
                GATEWAY_API,
                kind,
                blueprint.meta(blueprint.named(component.label()), component),
                spec);
    }
}
