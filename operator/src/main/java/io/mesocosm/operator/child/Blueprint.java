package io.mesocosm.operator.child;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.crds.cluster.Credential;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.crds.cluster.Exposure;
import io.mesocosm.crds.cluster.Images;
import io.mesocosm.crds.cluster.Marathon;
import io.mesocosm.crds.cluster.Masters;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.cluster.MesosClusterSpec;
import io.mesocosm.crds.cluster.Telemetry;
import io.mesocosm.crds.cluster.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A MesosCluster with all that it leaves out filled in: what its objects are made from. */
public final class Blueprint {
    private static final int TAG_LENGTH = 63;

    private final MesosCluster cluster;
    private final Defaults defaults;

    public Blueprint(MesosCluster cluster, Defaults defaults) {
        this.cluster = requireNonNull(cluster, "cluster");
        this.defaults = requireNonNull(defaults, "defaults");
    }

    /** The resource itself, which owns all that is made from this. */
    public MesosCluster cluster() {
        return cluster;
    }

    public String name() {
        return cluster.getMetadata().getName();
    }

    public String namespace() {
        return cluster.getMetadata().getNamespace();
    }

    private MesosClusterSpec spec() {
        return cluster.getSpec();
    }

    /** Whether tasks and data outlive the resource. */
    public boolean retains() {
        return spec().deletionPolicy() != MesosClusterSpec.DeletionPolicy.Delete;
    }

    public Masters masters() {
        Masters given = spec().masters();
        return given == null ? new Masters(null, null, null, null, null, null, null, null) : given;
    }

    /** How many masters there are to be. */
    public int masterCount() {
        return orOne(masters().replicas());
    }

    /** How many of Marathon there are to be. */
    public int marathonCount() {
        Marathon marathon = marathon();
        return marathon == null ? 0 : orOne(marathon.replicas());
    }

    private static int orOne(@Nullable Integer replicas) {
        return replicas == null ? 1 : replicas;
    }

    /** Whether masters and Marathons keep their state in etcd, and elect who leads there. */
    public boolean elects() {
        return spec().etcd() != null;
    }

    /** How they reach it; empty where they keep their state themselves. */
    public Optional<EtcdAccess> etcd() {
        return Optional.ofNullable(spec().etcd()).map(etcd -> EtcdAccess.of(this, etcd));
    }

    /** The etcd to be made for this cluster; empty where it has none of its own. */
    public Optional<Etcd.Managed> managedEtcd() {
        return Optional.ofNullable(spec().etcd()).map(Etcd::managed);
    }

    /** Whether connections are secured. */
    public boolean isSecured() {
        return !Boolean.FALSE.equals(tls().enabled());
    }

    /** How its HTTP APIs and its etcd are reached. */
    public String scheme() {
        return isSecured() ? "https://" : "http://";
    }

    /** How it is secured; of no meaning where it is not. */
    public Tls tls() {
        Tls given = spec().tls();
        return given == null ? new Tls(null, null, null, null, null) : given;
    }

    /** The ClusterRole by which agents ask for certificates; empty where none is known. */
    public Optional<String> agentRole() {
        return Optional.ofNullable(defaults.agentRole());
    }

    /** Where the operator's own pod is; empty where it is in none. */
    public Optional<String> operatorNamespace() {
        return Optional.ofNullable(defaults.namespace());
    }

    /** Who may log in by a password, beside the administrator. */
    public List<Credential> credentials() {
        return orEmpty(spec().credentials());
    }

    /** Mesos's ACLs; null where everybody who is let in may do all. */
    public @Nullable JsonNode acls() {
        return spec().acls();
    }

    /** Where metrics and traces are sent to; empty for nowhere. */
    public Optional<Telemetry.Otlp> otlp() {
        return Optional.ofNullable(spec().telemetry()).map(Telemetry::otlp);
    }

    /** How a Prometheus is to find its metrics; empty where none is to. */
    public Optional<Telemetry.ServiceMonitor> serviceMonitor() {
        return Optional.ofNullable(spec().telemetry())
                .map(Telemetry::serviceMonitor)
                .filter(wanted -> !Boolean.FALSE.equals(wanted.enabled()));
    }

    /** How a component is reached from outside of Kubernetes; empty where it is not. */
    public Optional<Exposure.Exposed> exposed(Component component) {
        return Optional.ofNullable(spec().exposure())
                .map(
                        exposure ->
                                switch (component) {
                                    case MASTER -> exposure.master();
                                    case MARATHON -> exposure.marathon();
                                    case ETCD, AGENT, SWEEP, SNAPSHOT -> null;
                                });
    }

    /** The names that clients outside have for a component, which its certificate must have. */
    public List<String> outsideHosts(Component component) {
        List<String> hosts = new ArrayList<>();
        exposed(component).map(Exposure.Exposed::ingress).ifPresent(i -> hosts.add(i.host()));
        exposed(component)
                .map(Exposure.Exposed::gateway)
                .ifPresent(gateway -> hosts.addAll(gateway.hostnames()));
        return hosts;
    }

    public List<AgentPool> pools() {
        return orEmpty(spec().agents());
    }

    /** Marathon as it is to be, null where there is to be none. */
    public @Nullable Marathon marathon() {
        Marathon given = spec().marathon();
        if (given == null) {
            return new Marathon(null, null, null, null, null, null, null, null, null);
        }
        return Boolean.FALSE.equals(given.enabled()) ? null : given;
    }

    // ------------------------------------------------------------------ images

    private Images images() {
        Images given = spec().images();
        return given == null ? new Images(null, null, null, null) : given;
    }

    public String version() {
        String given = spec().version();
        return given == null ? defaults.version() : given;
    }

    public String controlPlaneImage() {
        String given = images().controlPlane();
        return given == null ? tagged(defaults.controlPlaneImage()) : given;
    }

    public String agentImage() {
        String given = images().agent();
        return given == null ? tagged(defaults.agentImage()) : given;
    }

    public String etcdImage(Etcd.Managed etcd) {
        String given = etcd.image();
        return given == null ? defaults.etcdImage() : given;
    }

    /** The default image in the version that the cluster wants. */
    private String tagged(String image) {
        if (spec().version() == null) {
            return image;
        }
        String name = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = name.lastIndexOf(':');
        return (colon > name.lastIndexOf('/') ? name.substring(0, colon) : name) + ":" + version();
    }

    public String pullPolicy() {
        Images.PullPolicy given = images().pullPolicy();
        return (given == null ? Images.PullPolicy.IfNotPresent : given).name();
    }

    public List<LocalObjectReference> pullSecrets() {
        return orEmpty(images().pullSecrets()).stream()
                .map(secret -> new LocalObjectReference(secret.name()))
                .toList();
    }

    // ------------------------------------------------------------------ names

    /** The name of an object of this cluster. */
    public String named(String part) {
        return name() + "-" + part;
    }

    public String masterHost() {
        return named("master") + "." + namespace() + ".svc";
    }

    /** The name of all masters, whichever leads. */
    public String mastersHost() {
        return named("masters") + "." + namespace() + ".svc";
    }

    public String marathonHost() {
        return named("marathon") + "." + namespace() + ".svc";
    }

    /** The name of all of Marathon, whichever leads. */
    public String marathonsHost() {
        return named("marathons") + "." + namespace() + ".svc";
    }

    public ObjectMeta meta(String objectName, Component component) {
        return new ObjectMetaBuilder()
                .withName(objectName)
                .withNamespace(namespace())
                .withLabels(labels(component))
                .withOwnerReferences(owner())
                .build();
    }

    /** Labels of an object; a version longer than a label may be is cut. */
    public Map<String, String> labels(Component component) {
        String version = version();
        return Labels.of(
                name(),
                component,
                version.length() <= TAG_LENGTH ? version : version.substring(0, TAG_LENGTH));
    }

    public Map<String, String> selector(Component component) {
        return Labels.selector(name(), component);
    }

    private OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(cluster.getApiVersion())
                .withKind(cluster.getKind())
                .withName(name())
                .withUid(cluster.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
