package io.mesocosm.operator.agent;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategy;
import io.fabric8.kubernetes.api.model.apps.DaemonSetUpdateStrategyBuilder;
import io.mesocosm.crds.cluster.AgentPool;
import io.mesocosm.crds.cluster.AgentPool.AgentResources;
import io.mesocosm.crds.cluster.AgentPool.RootFilesystem;
import io.mesocosm.crds.cluster.AgentPool.UpdateStrategy;
import io.mesocosm.crds.cluster.AgentPool.UpdateType;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import io.mesocosm.operator.child.Pods;
import io.mesocosm.operator.child.Secured;
import io.mesocosm.operator.master.MasterObjects;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The objects of a cluster's agent pools: a DaemonSet each (design §4). */
public final class PoolObjects {
    private static final int HTTP = 5051;
    private static final int EXECUTORS = 5053;
    private static final int PROBES = 5054;
    static final String NODE_MILLICPUS = "NODE_MILLICPUS";
    static final String NODE_CPUS = "--node_cpus=$(" + NODE_MILLICPUS + ")m";
    private static final String RESERVED = "reserved";
    private static final String PORTS = "[20000-29999]";

    private PoolObjects() {}

    public static List<HasMetadata> of(Blueprint blueprint) {
        List<HasMetadata> objects = new ArrayList<>();
        if (!blueprint.pools().isEmpty()) {
            objects.add(Pods.account(blueprint, Component.AGENT));
        }
        blueprint.pools().forEach(pool -> objects.add(set(blueprint, pool)));
        return objects;
    }

    public static String name(Blueprint blueprint, AgentPool pool) {
        return blueprint.named("agent-" + pool.name());
    }

    static DaemonSet set(Blueprint blueprint, AgentPool pool) {
        Map<String, String> selector = new TreeMap<>(blueprint.selector(Component.AGENT));
        selector.put(Labels.POOL, pool.name());
        ObjectMeta meta = blueprint.meta(name(blueprint, pool), Component.AGENT);
        meta.getLabels().put(Labels.POOL, pool.name());
        return new DaemonSetBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withUpdateStrategy(strategy(pool.updateStrategy()))
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(meta.getLabels())
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(blueprint.named("agent"))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(blueprint.pullSecrets())
                .withNodeSelector(pool.nodeSelector())
                .withTolerations(pool.tolerations())
                .withPriorityClassName("system-node-critical")
                .withHostNetwork(true)
                .withHostPID(true)
                .withDnsPolicy("ClusterFirstWithHostNet")
                .withTerminationGracePeriodSeconds(30L)
                .withContainers(agent(blueprint, pool), reserved(blueprint, pool))
                .withVolumes(
                        host("state", Pods.STATE, "DirectoryOrCreate"),
                        host("cgroups", "/sys/fs/cgroup", "Directory"),
                        host("xtables-lock", "/run/xtables.lock", "FileOrCreate"),
                        Pods.passing("tmp"))
                .addAllToVolumes(Secured.agentVolumes(blueprint))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static DaemonSetUpdateStrategy strategy(@Nullable UpdateStrategy given) {
        UpdateType type = given == null ? null : given.type();
        if (type == UpdateType.OnDelete) {
            return new DaemonSetUpdateStrategyBuilder().withType(type.name()).build();
        }
        IntOrString unavailable = given == null ? null : given.maxUnavailable();
        // Two agents cannot share a node's folder: an old one goes before the new one comes.
        return new DaemonSetUpdateStrategyBuilder()
                .withType(UpdateType.RollingUpdate.name())
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(0))
                .withMaxUnavailable(unavailable == null ? new IntOrString(1) : unavailable)
                .endRollingUpdate()
                .build();
    }

    private static Container agent(Blueprint blueprint, AgentPool pool) {
        return new ContainerBuilder()
                .withName("agent")
                .withImage(blueprint.agentImage())
                .withImagePullPolicy(blueprint.pullPolicy())
                .withCommand(Pods.command(Component.AGENT))
                .withArgs(Pods.flags(flags(blueprint, pool), pool.flags()))
                .withEnv(Pods.environment(pool.jvmOptions()))
                .addToEnv(nodeCpus())
                .withPorts(
                        Pods.port("http", HTTP),
                        Pods.port("executors", EXECUTORS),
                        Pods.port("probes", PROBES))
                .withResources(Pods.resources(pool.overhead(), "100m", "768Mi"))
                .withSecurityContext(
                        new SecurityContextBuilder().withPrivileged(true).withRunAsUser(0L).build())
                .withVolumeMounts(
                        new VolumeMountBuilder()
                                .withName("state")
                                .withMountPath(Pods.STATE)
                                .withMountPropagation("Bidirectional")
                                .build(),
                        Pods.mount("cgroups", "/sys/fs/cgroup"),
                        Pods.mount("xtables-lock", "/run/xtables.lock"),
                        Pods.mount("tmp", "/tmp"))
                .addAllToVolumeMounts(Secured.agentMounts(blueprint))
                .withStartupProbe(Pods.probe("/health", "probes", 1, 120))
                .withReadinessProbe(Pods.probe("/ready", "probes", 2, 2))
                .withLivenessProbe(Pods.probe("/health", "probes", 10, 6))
                .build();
    }

    private static List<String> flags(Blueprint blueprint, AgentPool pool) {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "--master=" + MasterObjects.link(blueprint),
                                "--ip=$(HOST_IP)",
                                "--hostname=$(HOST_IP)",
                                "--port=" + HTTP,
                                "--executor_port=" + EXECUTORS,
                                "--probe_port=" + PROBES,
                                "--work_dir=" + Pods.STATE + "/work",
                                "--runtime_dir=" + Pods.STATE + "/run",
                                "--runtime_files=/opt/mesocosm/runtime",
                                "--host_namespaces",
                                "--resources=" + advertised(pool.resources()),
                                NODE_CPUS));
        flags.add("--root_filesystem=" + (isOnHost(pool) ? "host" : "base"));
        flags.add("--seccomp_config_dir=/usr/share/containers");
        flags.add("--seccomp_profile_name=seccomp.json");
        flags.add(attributes(pool));
        if (blueprint.isSecured()) {
            flags.add("--certificate_signer=" + Secured.signer(blueprint));
            flags.add("--identity_dir=" + Pods.STATE + "/identity");
            flags.add("--tls_ca_file=" + Secured.AUTHORITIES + "/ca.crt");
            flags.add("--http_credentials=" + Secured.credentialsFile());
            flags.add("--authenticate_http_readonly");
            flags.add("--authenticate_http_readwrite");
        }
        AgentPool.Cni cni = pool.cni();
        if (cni != null) {
            flags.add("--bridge_subnet=" + cni.subnet());
        }
        return flags;
    }

    private static boolean isOnHost(AgentPool pool) {
        return pool.rootFilesystem() == RootFilesystem.Host;
    }

    private static String attributes(AgentPool pool) {
        Map<String, String> all =
                new TreeMap<>(pool.attributes() == null ? Map.of() : pool.attributes());
        all.put(AgentPool.ATTRIBUTE, pool.name());
        return all.entrySet().stream()
                .map(a -> a.getKey() + ":" + a.getValue())
                .collect(Collectors.joining(";", "--attributes=", ""));
    }

    /** What the node has for pods: the limit of a container that has none. */
    private static EnvVar nodeCpus() {
        return new EnvVarBuilder()
                .withName(NODE_MILLICPUS)
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withContainerName(RESERVED)
                .withResource("limits.cpu")
                .withDivisor(new Quantity("1m"))
                .endResourceFieldRef()
                .endValueFrom()
                .build();
    }

    private static String advertised(AgentResources resources) {
        String ports = resources.ports();
        return "cpus:%s;mem:%d;disk:%d;ports:%s"
                .formatted(
                        plain(resources.cpus()),
                        resources.mem(),
                        resources.disk(),
                        ports == null ? PORTS : ports);
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** Holds in Kubernetes' books what the agent promises to frameworks. */
    private static Container reserved(Blueprint blueprint, AgentPool pool) {
        AgentResources resources = pool.resources();
        ResourceRequirements requests =
                new ResourceRequirementsBuilder()
                        .addToRequests("cpu", new Quantity(plain(resources.cpus())))
                        .addToRequests("memory", new Quantity(resources.mem() + "Mi"))
                        .addToRequests("ephemeral-storage", new Quantity(resources.disk() + "Mi"))
                        .build();
        return new ContainerBuilder()
                .withName(RESERVED)
                .withImage(blueprint.agentImage())
                .withImagePullPolicy(blueprint.pullPolicy())
                .withCommand("/opt/mesocosm/bin/pause")
                .withResources(requests)
                .withSecurityContext(
                        new SecurityContextBuilder(Pods.restricted())
                                .withRunAsUser(Pods.USER)
                                .withRunAsGroup(Pods.USER)
                                .withNewSeccompProfile()
                                .withType("RuntimeDefault")
                                .endSeccompProfile()
                                .build())
                .build();
    }

    private static Volume host(String name, String path, String type) {
        return new VolumeBuilder()
                .withName(name)
                .withNewHostPath()
                .withPath(path)
                .withType(type)
                .endHostPath()
                .build();
    }
}
