package io.mesocosm.operator.app;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.mesocosm.crds.app.App;
import io.mesocosm.operator.app.Endpoints.AppPort;
import io.mesocosm.operator.app.Endpoints.TaskEndpoint;
import io.mesocosm.operator.child.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/**
 * The Service of an App and the EndpointSlices that lead to its tasks: tasks whose ports have the
 * same numbers share one, for a slice has one list of ports.
 */
final class AppService {
    /** What the API server takes: an agent that listens on loopback is reached by no pod. */
    private static final Pattern REACHABLE =
            Pattern.compile("(?!127\\.|169\\.254\\.|0\\.)([0-9]{1,3}\\.){3}[0-9]{1,3}");

    private static final int MOST_PER_SLICE = 100;

    private AppService() {}

    /** Selects what belongs to an App; for the scale subresource. */
    static String selector(App app) {
        return Labels.APP + "=" + app.getMetadata().getName();
    }

    /** The Service; there is none for an app without ports. */
    static List<Service> service(App app, Endpoints endpoints) {
        List<ServicePort> ports =
                endpoints.ports().stream()
                        .filter(port -> port.number() > 0)
                        .flatMap(port -> port.protocols().stream().map(p -> port(port, p)))
                        .toList();
        return ports.isEmpty()
                ? List.of()
                : List.of(
                        new ServiceBuilder()
                                .withMetadata(meta(app, app.getMetadata().getName()))
                                .withNewSpec()
                                .withType("ClusterIP")
                                .withPorts(ports)
                                .endSpec()
                                .build());
    }

    private static ServicePort port(AppPort port, String protocol) {
        return new ServicePortBuilder()
                .withName(name(port, protocol))
                .withPort(port.number())
                .withProtocol(protocol)
                .build();
    }

    /** Two protocols on one port are two ports of a Service, with names of their own. */
    private static String name(AppPort port, String protocol) {
        return port.protocols().size() == 1 || protocol.equals("TCP")
                ? port.name()
                : port.name() + "-udp";
    }

    /** The slices, by their names. */
    static List<EndpointSlice> slices(App app, Endpoints endpoints) {
        Map<List<Integer>, List<TaskEndpoint>> byPorts =
                endpoints.tasks().stream()
                        .filter(t -> REACHABLE.matcher(t.address()).matches())
                        .filter(t -> t.ports().size() == endpoints.ports().size())
                        .sorted(Comparator.comparing(TaskEndpoint::task))
                        .collect(
                                Collectors.groupingBy(
                                        TaskEndpoint::ports,
                                        () -> new TreeMap<>(Comparator.comparing(List::toString)),
                                        Collectors.toList()));
        List<EndpointSlice> slices = new ArrayList<>();
        byPorts.forEach(
                (ports, tasks) -> {
                    for (int from = 0; from < tasks.size(); from += MOST_PER_SLICE) {
                        List<TaskEndpoint> some =
                                tasks.subList(from, Math.min(tasks.size(), from + MOST_PER_SLICE));
                        slices.add(slice(app, endpoints, some, from / MOST_PER_SLICE));
                    }
                });
        return slices;
    }

    private static EndpointSlice slice(
            App app, Endpoints endpoints, List<TaskEndpoint> tasks, int number) {
        List<Integer> numbers = tasks.getFirst().ports();
        String name =
                "%s-%08x%s"
                        .formatted(
                                app.getMetadata().getName(),
                                sum(numbers),
                                number == 0 ? "" : "-" + number);
        ObjectMeta meta = meta(app, name);
        meta.getLabels().put(Labels.SERVICE_NAME, app.getMetadata().getName());
        meta.getLabels().put(Labels.SLICE_MANAGED_BY, Labels.OPERATOR);
        List<EndpointPort> ports = new ArrayList<>();
        for (int i = 0; i < endpoints.ports().size(); i++) {
            AppPort port = endpoints.ports().get(i);
            for (String protocol : port.protocols()) {
                ports.add(
                        new EndpointPortBuilder()
                                .withName(name(port, protocol))
                                .withPort(numbers.get(i))
                                .withProtocol(protocol)
                                .build());
            }
        }
        return new EndpointSliceBuilder()
                .withMetadata(meta)
                .withAddressType("IPv4")
                .withPorts(ports)
                .withEndpoints(tasks.stream().map(AppService::endpoint).toList())
                .build();
    }

    /** Lists of ports differ by little: their hash codes would often be the same. */
    private static long sum(List<Integer> numbers) {
        CRC32 sum = new CRC32();
        sum.update(numbers.toString().getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    private static Endpoint endpoint(TaskEndpoint task) {
        return new EndpointBuilder()
                .withAddresses(task.address())
                .withNewConditions()
                .withReady(task.ready())
                .withServing(task.ready())
                .withTerminating(false)
                .endConditions()
                .build();
    }

    private static ObjectMeta meta(App app, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(app.getMetadata().getNamespace())
                .addToLabels(Labels.MANAGED_BY, Labels.OPERATOR)
                .addToLabels(Labels.APP, app.getMetadata().getName())
                .withOwnerReferences(
                        new OwnerReferenceBuilder()
                                .withApiVersion(app.getApiVersion())
                                .withKind(app.getKind())
                                .withName(app.getMetadata().getName())
                                .withUid(app.getMetadata().getUid())
                                .withController(true)
                                .withBlockOwnerDeletion(true)
                                .build())
                .build();
    }
}
