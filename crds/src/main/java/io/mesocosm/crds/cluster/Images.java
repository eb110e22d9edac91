package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images and how nodes get them. */
public record Images(
        @Size(min = 1, max = 1024) @JsonPropertyDescription("Image of masters and Marathon, with tag or digest.")
                @Nullable String controlPlane,
        @Size(min = 1, max = 1024) @JsonPropertyDescription("Image of agents, with tag or digest.")
                @Nullable String agent,
        @JsonPropertyDescription("When nodes ask the registry.") @Nullable PullPolicy pullPolicy,
        @Size(max = 16) @JsonPropertyDescription("Secrets with the registry's credentials.")
                @Nullable List<SecretName> pullSecrets) {

    /** When nodes ask the registry. */
    public enum PullPolicy {
        Always,
        IfNotPresent,
        Never
    }

    /** A Secret of the cluster's namespace. */
    public record SecretName(
            @Size(min = 1, max = 253) @JsonPropertyDescription("Its name.") String name) {}
}
