package io.mesocosm.operator.etcd;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.mesocosm.crds.cluster.Etcd;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.EtcdAccess;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.child.Networks;
import io.mesocosm.operator.child.Placement;
import io.mesocosm.operator.child.Pods;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.operator.snapshot.RestoreObjects;
import io.mesocosm.operator.snapshot.SnapshotObjects;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The objects of an etcd that is made for one cluster; none where it has none of its own. */
public final class EtcdObjects {
    private static final int PEERS = 2380;
    static final int METRICS = 2381;
    private static final String DISK = "/var/lib/etcd";

    private static final Map<String, Integer> PORTS =
            new TreeMap<>(Map.of("client", EtcdAccess.CLIENTS, "peer", PEERS, "metrics", METRICS));

    /** The chart's labels of the operator. */
    private static final Map<String, String> OPERATORS =
            new TreeMap<>(
                    Map.of("app.kubernetes.io/name", "mesocosm", Labels.COMPONENT, "operator"));

    private EtcdObjects() {}

    /** Says in a pod which authorities it trusts: etcd reads them when it starts and no more. */
    public static final String TRUSTS = "mesocosm.io/trusts";

    /**
     * All of them.
     *
     * @param trusts differs for other authorities; empty where there are none
     */
    public static List<HasMetadata> of(Blueprint blueprint, String trusts) {
        return blueprint
                .managedEtcd()
                .map(etcd -> objects(blueprint, etcd, trusts))
                .orElse(List.of());
    }

    private static List<HasMetadata> objects(
            Blueprint blueprint, Etcd.Managed etcd, String trusts) {
        String name = blueprint.named(Component.ETCD.label());
        return List.of(
                Pods.account(blueprint, Component.ETCD),
                Networks.headless(blueprint, Component.ETCD, name, PORTS),
                policy(blueprint),
                Networks.budget(blueprint, Component.ETCD),
                set(blueprint, etcd, trusts));
    }

    /**
     * Clients are the cluster's own masters and Marathons, who takes snapshots and the operator,
     * peers the members; all may measure.
     */
    private static NetworkPolicy policy(Blueprint blueprint) {
        List<NetworkPolicyPeer> clients =
                new ArrayList<>(
                        pods(blueprint, Component.MASTER, Component.MARATHON, Component.ETCD));
        if (!SnapshotObjects.of(blueprint).isEmpty()) {
            clients.addAll(pods(blueprint, Component.SNAPSHOT));
        }
        String operator = blueprint.operatorNamespace().orElse(null);
        if (operator != null) {
            clients.add(
                    new NetworkPolicyPeerBuilder()
                            .withNewNamespaceSelector()
                            .withMatchLabels(Map.of("kubernetes.io/metadata.name", operator))
                            .endNamespaceSelector()
                            .withNewPodSelector()
                            .withMatchLabels(OPERATORS)
                            .endPodSelector()
                            .build());
        }
        return new NetworkPolicyBuilder()
                .withMetadata(
                        blueprint.meta(blueprint.named(Component.ETCD.label()), Component.ETCD))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(blueprint.selector(Component.ETCD))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .withPorts(port(EtcdAccess.CLIENTS))
                .withFrom(clients)
                .endIngress()
                .addNewIngress()
                .withPorts(port(PEERS))
                .withFrom(pods(blueprint, Component.ETCD))
                .endIngress()
                .addNewIngress()
                .withPorts(port(METRICS))
                .endIngress()
                .endSpec()
                .build();
    }

    private static NetworkPolicyPort port(int number) {
        return new NetworkPolicyPortBuilder()
                .withPort(new IntOrString(number))
                .withProtocol("TCP")
                .build();
    }

    private static List<NetworkPolicyPeer> pods(Blueprint blueprint, Component... components) {
        return Arrays.stream(components)
                .map(
                        component ->
                                new NetworkPolicyPeerBuilder()
                                        .withNewPodSelector()
                                        .withMatchLabels(blueprint.selector(component))
                                        .endPodSelector()
                                        .build())
                .toList();
    }

    private static StatefulSet set(Blueprint blueprint, Etcd.Managed etcd, String trusts) {
        String name = blueprint.named(Component.ETCD.label());
        Placement placement =
                new Placement(etcd.nodeSelector(), etcd.tolerations(), etcd.antiAffinity());
        return new StatefulSetBuilder()
                .withMetadata(blueprint.meta(name, Component.ETCD))
                .withNewSpec()
                .withReplicas(EtcdAccess.members(etcd))
                .withServiceName(name)
                // Members wait for each other: one by one, the first would never be ready.
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withNewSelector()
                .withMatchLabels(blueprint.selector(Component.ETCD))
                .endSelector()
                .withPersistentVolumeClaimRetentionPolicy(Pods.retention(blueprint))
                .withVolumeClaimTemplates(Pods.claim(etcd.storage(), "8Gi"))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels(blueprint))
                .withAnnotations(trusts.isEmpty() ? Map.of() : Map.of(TRUSTS, trusts))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(name)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(blueprint.pullSecrets())
                .withNodeSelector(placement.nodeSelector())
                .withTolerations(placement.tolerations())
                .withAffinity(placement.apart(blueprint.selector(Component.ETCD)))
                .withSecurityContext(Pods.restrictedPod())
                .withTerminationGracePeriodSeconds(30L)
                .withInitContainers(
                        RestoreObjects.containers(
                                blueprint,
                                etcd,
                                DISK,
                                flags(blueprint, etcd),
                                resources(etcd.resources())))
                .withContainers(container(blueprint, etcd))
                .withVolumes(Secured.certificate(blueprint, Component.ETCD))
                .addAllToVolumes(RestoreObjects.volumes(etcd))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Without the cluster's version: another one of masters is no reason to restart etcd. */
    private static Map<String, String> labels(Blueprint blueprint) {
        Map<String, String> labels = new TreeMap<>(blueprint.labels(Component.ETCD));
        labels.remove(Labels.VERSION);
        return labels;
    }

    private static Container container(Blueprint blueprint, Etcd.Managed etcd) {
        return new ContainerBuilder()
                .withName(Component.ETCD.label())
                .withImage(blueprint.etcdImage(etcd))
                .withImagePullPolicy(blueprint.pullPolicy())
                .withCommand("/usr/local/bin/etcd")
                .withArgs(Pods.flags(flags(blueprint, etcd), etcd.flags()))
                .withEnv(Pods.environment(null))
                .withPorts(
                        Pods.port("client", EtcdAccess.CLIENTS),
                        Pods.port("peer", PEERS),
                        Pods.port("metrics", METRICS))
                .withResources(resources(etcd.resources()))
                .withSecurityContext(Pods.restricted())
                .withVolumeMounts(Pods.mount("data", DISK))
                .addAllToVolumeMounts(Secured.certificateMount(blueprint))
                .withStartupProbe(Pods.probe("/livez", "metrics", 1, 180))
                .withReadinessProbe(Pods.probe("/readyz", "metrics", 2, 3))
                .withLivenessProbe(Pods.probe("/livez", "metrics", 10, 6))
                .build();
    }

    /** Pages of its file count against the limit, and the kernel takes them back. */
    private static ResourceRequirements resources(@Nullable ResourceRequirements given) {
        return given != null
                ? given
                : new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity("100m"))
                        .addToRequests("memory", new Quantity("256Mi"))
                        .addToLimits("memory", new Quantity("512Mi"))
                        .build();
    }

    private static List<String> flags(Blueprint blueprint, Etcd.Managed etcd) {
        String set = blueprint.named(Component.ETCD.label());
        String scheme = blueprint.scheme();
        String self = scheme + "$(POD_NAME)." + set + "." + blueprint.namespace() + ".svc:";
        List<String> flags = new ArrayList<>();
        flags.add("--name=$(POD_NAME)");
        // A folder of its own: etcd wants one that nobody else may read.
        flags.add("--data-dir=" + DISK + "/data");
        flags.add("--listen-client-urls=" + scheme + "0.0.0.0:" + EtcdAccess.CLIENTS);
        flags.add("--listen-peer-urls=" + scheme + "0.0.0.0:" + PEERS);
        flags.add("--listen-metrics-urls=http://0.0.0.0:" + METRICS);
        flags.add("--advertise-client-urls=" + self + EtcdAccess.CLIENTS);
        flags.add("--initial-advertise-peer-urls=" + self + PEERS);
        // Of effect on an empty disk only, and then the same for all: a member that comes back
        // with its data finds the others by what it has written down.
        flags.add("--initial-cluster=" + members(blueprint, etcd, set, scheme));
        flags.add("--initial-cluster-state=new");
        flags.add("--initial-cluster-token=" + blueprint.namespace() + "." + blueprint.name());
        if (blueprint.isSecured()) {
            flags.addAll(identity(""));
            flags.addAll(identity("peer-"));
        }
        return withDefaults(flags, etcd.flags());
    }

    private static List<String> identity(String whose) {
        return List.of(
                "--%scert-file=%s/tls.crt".formatted(whose, Secured.IDENTITY),
                "--%skey-file=%s/tls.key".formatted(whose, Secured.IDENTITY),
                "--%strusted-ca-file=%s/ca.crt".formatted(whose, Secured.IDENTITY),
                "--%sclient-cert-auth".formatted(whose));
    }

    private static String members(
            Blueprint blueprint, Etcd.Managed etcd, String set, String scheme) {
        return IntStream.range(0, EtcdAccess.members(etcd))
                .mapToObj(
                        i ->
                                "%s-%d=%s%s:%d"
                                        .formatted(
                                                set,
                                                i,
                                                scheme,
                                                EtcdAccess.member(blueprint, i),
                                                PEERS))
                .collect(Collectors.joining(","));
    }

    /** What a cluster's state wants of etcd, unless the user has said otherwise. */
    private static List<String> withDefaults(
            List<String> flags, @Nullable Map<String, String> given) {
        Map<String, String> defaults =
                new TreeMap<>(
                        Map.of(
                                // Nobody reads the past: it is kept for watchers that were away.
                                "auto-compaction-mode",
                                "periodic",
                                "auto-compaction-retention",
                                "10m",
                                "quota-backend-bytes",
                                "2147483648"));
        if (given != null) {
            defaults.keySet().removeAll(given.keySet());
        }
        defaults.forEach((name, value) -> flags.add("--" + name + "=" + value));
        return flags;
    }
}
