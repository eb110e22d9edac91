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

/** The cluster's Marathon. */
public record Marathon(
        @Default("true") @JsonPropertyDescription("Whether there is one; Apps need it.")
                @Nullable Boolean enabled,
        @Default("1")
                @ValidationRule(
                        value = "self >= 1 && self <= 5",
                        message = "there are 1 to 5 of Marathon; for none, set enabled to false")
                @JsonPropertyDescription(
                        "How many there are: 1, or with spec.etcd up to 5, of which one leads.")
                @Nullable Integer replicas,
        @JsonPropertyDescription("What it needs. By default 250m CPU, and 768Mi as limit too.")
                @Nullable ResourceRequirements resources,
        @JsonPropertyDescription("The volume of its state; with spec.etcd there is none.")
                @Nullable Storage storage,
        @JsonPropertyDescription("Nodes to run on.") @Nullable Map<String, String> nodeSelector,
        @Size(max = 64) @JsonPropertyDescription("Taints to run in spite of.")
                @Nullable List<Toleration> tolerations,
        @JsonPropertyDescription(
                        "Whether Marathons share a node: Preferred, the default, only where there are too few; Required never.")
                @Nullable AntiAffinity antiAffinity,
        @Size(max = 128) @ValidationRule(
                        value =
                                "!self.exists(f, f in ['master', 'ip', 'http_address', 'http_port', 'hostname', 'advertise_ip', 'work_dir', 'etcd', 'etcd_prefix', 'etcd_ca_file', 'etcd_cert_file', 'etcd_key_file', 'leader_service', 'probe_port', 'https_port', 'disable_http', 'tls_cert_file', 'tls_key_file', 'tls_ca_file', 'authenticate_http', 'http_credentials', 'http_credentials_file'])",
                        message =
                                "the operator sets master, ip, http_address, http_port, hostname, advertise_ip, work_dir, leader_service, probe_port and, from spec.etcd, where etcd is, and from spec.tls and spec.credentials all of security: leave them out")
                @JsonPropertyDescription("More flags of Marathon: a name and its value.")
                @Nullable Map<String, String> flags,
        @Size(max = 64) @JsonPropertyDescription("Options of the JVM, as in [-Xmx1g].")
                @Nullable List<String> jvmOptions) {}
