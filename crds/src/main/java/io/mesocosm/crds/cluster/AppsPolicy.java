package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may run an App on a cluster: an App is a process on its nodes. */
public record AppsPolicy(
        @Size(max = 256) @JsonPropertyDescription(
                        "Namespaces whose Apps may run here beside those of the cluster's own; * for all.")
                @Nullable List<String> allowedNamespaces,
        @JsonPropertyDescription(
                        "Whether an App's id may lie outside /<namespace>/; false by default.")
                @Nullable Boolean allowOtherIds) {}
