package io.mesocosm.operator.child;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What lets the leader of a component lead clients to itself (design §3): a Service without a
 * selector, its one EndpointSlice, and the right to write that and nothing else.
 */
public final class Elected {
    static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String RBAC = "rbac.authorization.k8s.io";

    private Elected() {}

    static List<HasMetadata> objects(
            Blueprint blueprint, Component component, Map<String, Integer> ports) {
        return List.of(
                service(blueprint, component, ports),
                slice(blueprint, component),
                role(blueprint, component),
                binding(blueprint, component));
    }

    private static Service service(
            Blueprint blueprint, Component component, Map<String, Integer> ports) {
        Service service = Networks.service(blueprint, component, ports);
        service.getSpec().getPorts().forEach(port -> port.setTargetPort(null));
        return new ServiceBuilder(service).editSpec().withSelector(Map.of()).endSpec().build();
    }

    /**
     * Without addresses and ports: whoever leads owns these, and what is not named is not put back.
     */
    private static EndpointSlice slice(Blueprint blueprint, Component component) {
        String name = blueprint.named(component.label());
        ObjectMeta meta = blueprint.meta(name, component);
        meta.getLabels().put(Labels.SERVICE_NAME, name);
        meta.getLabels().put(Labels.SLICE_MANAGED_BY, Labels.OPERATOR);
        return new EndpointSliceBuilder().withMetadata(meta).withAddressType("IPv4").build();
    }

    /** The address that leads, as the slice has it. */
    public static Optional<String> address(EndpointSlice slice) {
        return Stream.ofNullable(slice.getEndpoints())
                .flatMap(List::stream)
                .flatMap(endpoint -> endpoint.getAddresses().stream())
                .findFirst();
    }

    private static Role role(Blueprint blueprint, Component component) {
        String name = blueprint.named(component.label());
        return new RoleBuilder()
                .withMetadata(blueprint.meta(name, component))
                .addNewRule()
                .withApiGroups("discovery.k8s.io")
                .withResources("endpointslices")
                .withResourceNames(name)
                .withVerbs("get", "update")
                .endRule()
                .build();
    }

    private static RoleBinding binding(Blueprint blueprint, Component component) {
        String name = blueprint.named(component.label());
        return new RoleBindingBuilder()
                .withMetadata(blueprint.meta(name, component))
                .withNewRoleRef()
                .withApiGroup(RBAC)
                .withKind("Role")
                .withName(name)
                .endRoleRef()
                .addNewSubject()
                .withKind("ServiceAccount")
                .withName(name)
                .withNamespace(blueprint.namespace())
                .endSubject()
                .build();
    }

    /** What a process needs to be told beside its own flags. */
    public static List<String> flags(Blueprint blueprint, Component component) {
        return blueprint
                .etcd()
                .map(
                        etcd -> {
                            List<String> flags = new ArrayList<>(etcd.flags());
                            flags.add(
                                    "--leader_service=%s/%s"
                                            .formatted(
                                                    blueprint.namespace(),
                                                    blueprint.named(component.label())));
                            return flags;
                        })
                .orElse(List.of());
    }

    static List<VolumeMount> mounts(Blueprint blueprint) {
        List<VolumeMount> mounts = new ArrayList<>();
        if (blueprint.elects()) {
            mounts.add(Secured.readOnly("account", ACCOUNT));
        }
        tlsSecret(blueprint)
                .ifPresent(_ -> mounts.add(Secured.readOnly("etcd-client", EtcdAccess.TLS)));
        return mounts;
    }

    static List<Volume> volumes(Blueprint blueprint) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(account());
        tlsSecret(blueprint)
                .ifPresent(secret -> volumes.add(Secured.secretVolume("etcd-client", secret)));
        return volumes;
    }

    private static Optional<String> tlsSecret(Blueprint blueprint) {
        return blueprint.etcd().map(EtcdAccess::tlsSecret);
    }

    /** The account's token, short-lived. */
    static Volume account() {
        return new VolumeBuilder()
                .withName("account")
                .withNewProjected()
                .withDefaultMode(0440)
                .addNewSource()
                .withNewServiceAccountToken()
                .withPath("token")
                .withExpirationSeconds(3607L)
                .endServiceAccountToken()
                .endSource()
                .addNewSource()
                .withNewConfigMap()
                .withName("kube-root-ca.crt")
                .addNewItem()
                .withKey("ca.crt")
                .withPath("ca.crt")
                .endItem()
                .endConfigMap()
                .endSource()
                .endProjected()
                .build();
    }
}
