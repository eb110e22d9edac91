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
                        value = "self == 1",
                        message =
                                "a cluster has one master so far: its registry lies on that master's volume; several masters need etcd, which this version does not offer")
                @JsonPropertyDescription("How many there are.")
                @Nullable Integer replicas,
        @JsonPropertyDescription("What each needs. By default 250m CPU, and 1280Mi as limit too.")
                @Nullable ResourceRequirements resources,
        @JsonPropertyDescription("The volume of the registry.") @Nullable Storage storage,
        @JsonPropertyDescription("Nodes to run on.") @Nullable Map<String, String> nodeSelector,
        @Size(max = 64) @JsonPropertyDescription("Taints to run in spite of.")
                @Nullable List<Toleration> tolerations,
        @Size(max = 128) @ValidationRule(
                        value =
                                "!self.exists(f, f in ['ip', 'port', 'agent_link_port', 'advertise_ip', 'hostname', 'work_dir', 'registry', 'cluster'])",
                        message =
                                "the operator sets ip, port, agent_link_port, advertise_ip, hostname, work_dir, registry and cluster itself: leave them out")
                @JsonPropertyDescription("More flags of mesos-master: a name and its value.")
                @Nullable Map<String, String> flags,
        @Size(max = 64) @JsonPropertyDescription("Options of the JVM, as in [-Xmx2g].")
                @Nullable List<String> jvmOptions) {}
