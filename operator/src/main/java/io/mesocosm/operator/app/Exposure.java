package io.mesocosm.operator.app;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.mesocosm.crds.app.App;
import io.mesocosm.operator.child.Apply;
import io.mesocosm.operator.event.EventRecorder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the Service and the EndpointSlices of an App as its tasks are. */
final class Exposure {
    private final Context<App> context;
    private final KubernetesClient client;
    private final EventRecorder recorder;

    Exposure(Context<App> context, EventRecorder recorder) {
        this.context = context;
        this.client = context.getClient();
        this.recorder = recorder;
    }

    /** Applies what differs; the name of the Service, null where there is none. */
    @Nullable String expose(App app, Endpoints endpoints) {
        List<Service> services = AppService.service(app, endpoints);
        if (!services.isEmpty() && isTaken(app, services.getFirst())) {
            return null;
        }
        Map<String, Service> known = known(Service.class);
        services.stream()
                .filter(s -> !isSame(s, known.get(s.getMetadata().getName())))
                .forEach(s -> Apply.apply(client, s));
        List<EndpointSlice> slices =
                services.isEmpty() ? List.of() : AppService.slices(app, endpoints);
        Map<String, EndpointSlice> present = known(EndpointSlice.class);
        slices.stream()
                .filter(s -> !isSame(s, present.get(s.getMetadata().getName())))
                .forEach(s -> Apply.apply(client, s));
        prune(known, services);
        prune(present, slices);
        return services.isEmpty() ? null : services.getFirst().getMetadata().getName();
    }

    private <T extends HasMetadata> Map<String, T> known(Class<T> kind) {
        return context.getSecondaryResourcesAsStream(kind)
                .collect(Collectors.toMap(o -> o.getMetadata().getName(), Function.identity()));
    }

    private static boolean isSame(Service wanted, @Nullable Service present) {
        return present != null
                && present.getMetadata().getLabels().equals(wanted.getMetadata().getLabels())
                && present.getSpec().getSelector().isEmpty()
                && wanted.getSpec().getType().equals(present.getSpec().getType())
                && ports(wanted).equals(ports(present));
    }

    private static Set<String> ports(Service service) {
        return service.getSpec().getPorts().stream()
                .map(p -> p.getName() + "/" + p.getPort() + "/" + p.getProtocol())
                .collect(Collectors.toSet());
    }

    private static boolean isSame(EndpointSlice wanted, @Nullable EndpointSlice present) {
        return present != null
                && present.getPorts().equals(wanted.getPorts())
                && present.getEndpoints().equals(wanted.getEndpoints())
                && present.getMetadata().getLabels().equals(wanted.getMetadata().getLabels());
    }

    private <T extends HasMetadata> void prune(Map<String, T> present, List<T> wanted) {
        Set<String> names =
                wanted.stream().map(o -> o.getMetadata().getName()).collect(Collectors.toSet());
        present.forEach(
                (name, object) -> {
                    if (!names.contains(name)) {
                        client.resource(object).delete();
                    }
                });
    }

    /** Whether a Service of that name is somebody else's; this App's stays as it is. */
    private boolean isTaken(App app, Service service) {
        if (known(Service.class).containsKey(service.getMetadata().getName())) {
            return false;
        }
        Service found = client.resource(service).get();
        if (found == null || Apply.isOwned(found, app)) {
            return false;
        }
        recorder.warning(
                app,
                "ServiceTaken",
                "Expose",
                "Service %s is there already and not this App's: the app runs without one; rename the App or that Service"
                        .formatted(service.getMetadata().getName()));
        return true;
    }
}
