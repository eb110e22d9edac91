package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The snapshot that a new etcd begins with. */
public record RestoreFrom(
        @Required
                @Size(min = 1, max = 253) @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$") @JsonPropertyDescription(
                        "The PersistentVolumeClaim, in the cluster's namespace, with the snapshot. Every member mounts it.")
                String claimName,
        @Size(min = 1, max = 253) @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*$") @JsonPropertyDescription(
                        "The snapshot's file, by default the newest that was written before this resource was made.")
                @Nullable String snapshot) {}
