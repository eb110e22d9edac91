package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The MesosCluster that an App runs on. */
public record ClusterReference(
        @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the MesosCluster.")
                String name,
        @Size(min = 1, max = 63) @JsonPropertyDescription(
                        "Namespace of the MesosCluster, by default the App's own. The cluster must allow the App's namespace in spec.apps.allowedNamespaces.")
                @Nullable String namespace) {}
