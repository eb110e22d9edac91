package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One DaemonSet of agents: its nodes and what each of them offers to frameworks. */
public record AgentPool(
        @Required
                @Size(min = 1, max = 15) @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$") @JsonPropertyDescription("The pool's name.")
                String name,
        @JsonPropertyDescription(
                        "Nodes of the pool, by default all. A node belongs to one pool: a second agent there stays pending.")
                @Nullable Map<String, String> nodeSelector,
        @Size(max = 64) @JsonPropertyDescription("Taints to run in spite of.")
                @Nullable List<Toleration> tolerations,
        @Required
                @JsonPropertyDescription(
                        "What each agent offers to frameworks; Kubernetes keeps as much of the node free for it.")
                AgentResources resources,
        @JsonPropertyDescription(
                        "What the agent itself needs. By default 100m CPU, and 768Mi as limit too.")
                @Nullable ResourceRequirements overhead,
        @JsonPropertyDescription(
                        "What commands without an image see: Base, the default, a shell and the usual programs, the same on every node; or Host, the node's own files.")
                @Nullable RootFilesystem rootFilesystem,
        @JsonPropertyDescription(
                        "Which Apps may run here: Restricted, the default, none that reach the node's files (absolute host paths, file URIs, commands on a Host rootFilesystem) or ask for the agent's rights; Privileged, all. Frameworks are bound by spec.acls, not by this.")
                @Nullable AppPolicy apps,
        @Size(max = 64) @ValidationRule(
                        value = "!('mesocosm_pool' in self)",
                        message =
                                "the operator sets the attribute mesocosm_pool itself, to the pool's name: leave it out")
                @JsonPropertyDescription(
                        "Mesos attributes of the agents, beside mesocosm_pool, the pool's name.")
                @Nullable Map<String, String> attributes,
        @JsonPropertyDescription("The network of BRIDGE containers.") @Nullable Cni cni,
        @Size(max = 128) @ValidationRule(
                        value =
                                "!self.exists(f, f in ['master', 'ip', 'advertise_ip', 'hostname', 'port', 'work_dir', 'runtime_dir', 'runtime_files', 'host_namespaces', 'resources', 'attributes', 'bridge_subnet', 'root_filesystem', 'seccomp_config_dir', 'seccomp_profile_name', 'recover', 'executor_port', 'probe_port', 'node_cpus', 'certificate_signer', 'identity_dir', 'tls_cert_file', 'tls_key_file', 'tls_ca_file', 'http_credentials', 'authenticate_http_readonly', 'authenticate_http_readwrite'])",
                        message =
                                "the operator sets master, ip, advertise_ip, hostname, port, work_dir, runtime_dir, runtime_files, host_namespaces, resources, attributes, bridge_subnet, root_filesystem, seccomp_config_dir, seccomp_profile_name, executor_port, probe_port, node_cpus, recover and, from spec.tls and spec.credentials, all of security itself: leave them out, or use the pool's field of that name")
                @JsonPropertyDescription("More flags of mesos-agent: a name and its value.")
                @Nullable Map<String, String> flags,
        @Size(max = 64) @JsonPropertyDescription("Options of the JVM, as in [-Xmx1g].")
                @Nullable List<String> jvmOptions,
        @JsonPropertyDescription("How a change reaches the agents; tasks outlive it.")
                @Nullable UpdateStrategy updateStrategy) {

    /** The attribute that tells an agent's pool, for constraints of apps and frameworks. */
    public static final String ATTRIBUTE = "mesocosm_pool";

    /** What an agent offers, in Mesos's units. */
    public record AgentResources(
            @Required @PositiveAmount @JsonPropertyDescription("CPUs.") Double cpus,
            @Required @PositiveAmount @JsonPropertyDescription("Memory in MB.") Long mem,
            @Required @PositiveAmount @JsonPropertyDescription("Disk in MB.") Long disk,
            @ValidationRule(
                            value = "self.matches('^[[][0-9]+-[0-9]+(, ?[0-9]+-[0-9]+)*[]]$')",
                            message =
                                    "ports are written as Mesos writes them: [20000-29999] or [20000-20999, 25000-25999]")
                    @Size(max = 1024) @JsonPropertyDescription(
                            "Host ports, by default [20000-29999]: clear of NodePorts and of those that connections leave by.")
                    @Nullable String ports) {}

    /** The network of BRIDGE containers. */
    public record Cni(
            @Required
                    @Size(max = 18) @ValidationRule(
                            value = "self.matches('^([0-9]{1,3}[.]){3}[0-9]{1,3}/[0-9]{1,2}$')",
                            message = "a subnet is written as in 10.222.0.0/16")
                    @JsonPropertyDescription(
                            "Its addresses, by default 10.222.0.0/16: clear of those of pods, Services and nodes.")
                    String subnet) {}

    /** How a change reaches the agents. */
    @ValidationRule(
            value = "!has(self.maxUnavailable) || !has(self.type) || self.type == 'RollingUpdate'",
            message = "maxUnavailable is for type RollingUpdate")
    public record UpdateStrategy(
            @JsonPropertyDescription("RollingUpdate by default, or OnDelete.")
                    @Nullable UpdateType type,
            @JsonPropertyDescription("Agents that may be restarting at once, by default 1.")
                    @Nullable IntOrString maxUnavailable) {}

    /** What commands without an image see. */
    public enum RootFilesystem {
        Base,
        Host
    }

    /** Which Apps may run. */
    public enum AppPolicy {
        Restricted,
        Privileged
    }

    /** Who ends an outdated agent pod. */
    public enum UpdateType {
        RollingUpdate,
        OnDelete
    }
}
