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
                        value = "self == 1",
                        message =
                                "there is one Marathon so far: its state lies on its volume; several need etcd, which this version does not offer")
                @JsonPropertyDescription("How many there are.")
                @Nullable Integer replicas,
        @JsonPropertyDescription("What it needs. By default 250m CPU, and 768Mi as limit too.")
                @Nullable ResourceRequirements resources,
        @JsonPropertyDescription("The volume of its state.") @Nullable Storage storage,
        @JsonPropertyDescription("Nodes to run on.") @Nullable Map<String, String> nodeSelector,
        @Size(max = 64) @JsonPropertyDescription("Taints to run in spite of.")
                @Nullable List<Toleration> tolerations,
        @Size(max = 128) @ValidationRule(
                        value =
                                "!self.exists(f, f in ['master', 'ip', 'http_address', 'http_port', 'hostname', 'work_dir'])",
                        message =
                                "the operator sets master, ip, http_address, http_port, hostname and work_dir itself: leave them out")
                @JsonPropertyDescription("More flags of Marathon: a name and its value.")
                @Nullable Map<String, String> flags,
        @Size(max = 64) @JsonPropertyDescription("Options of the JVM, as in [-Xmx1g].")
                @Nullable List<String> jvmOptions) {}
