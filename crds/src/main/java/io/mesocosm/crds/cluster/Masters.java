package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The masters of a cluster. */
public record Masters(
        @Default("1")
                @ValidationRule(
                        value = "self in [1, 3, 5]",
                        message = "a cluster has 1, 3 or 5 masters: one leads, the others stand by")
                @JsonPropertyDescription(
                        "How many there are: 1, or with spec.etcd 3 or 5, of which one leads.")
                @Nullable Integer replicas,
        @JsonPropertyDescription("What each needs. By default 250m CPU, and 1280Mi as limit too.")
                @Nullable ResourceRequirements resources,
        @JsonPropertyDescription("The volume of the registry; with spec.etcd there is none.")
                @Nullable Storage storage,
        @JsonPropertyDescription("Nodes to run on.") @Nullable Map<String, String> nodeSelector,
        @Size(max = 64) @JsonPropertyDescription("Taints to run in spite of.")
                @Nullable List<Toleration> tolerations,
        @JsonPropertyDescription(
                        "Whether masters share a node: Preferred, the default, only where there are too few; Required never.")
                @Nullable AntiAffinity antiAffinity,
        @Size(max = 128) @ValidationRule(
                        value =
                                "!self.exists(f, f in ['ip', 'port', 'agent_link_port', 'advertise_ip', 'hostname', 'work_dir', 'registry', 'cluster', 'etcd', 'etcd_prefix', 'etcd_ca_file', 'etcd_cert_file', 'etcd_key_file', 'leader_service', 'probe_port', 'tls_cert_file', 'tls_key_file', 'tls_ca_file', 'credentials', 'acls', 'authenticate_http_readonly', 'authenticate_http_readwrite', 'authenticate_http_frameworks'])",
                        message =
                                "the operator sets ip, port, agent_link_port, advertise_ip, hostname, work_dir, registry, cluster, leader_service, probe_port and, from spec.etcd, where etcd is, and from spec.tls, spec.credentials and spec.acls all of security: leave them out")
                @JsonPropertyDescription("More flags of mesos-master: a name and its value.")
                @Nullable Map<String, String> flags,
        @Size(max = 64) @JsonPropertyDescription("Options of the JVM, as in [-Xmx2g].")
                @Nullable List<String> jvmOptions) {}
