package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** A volume of a StatefulSet's pod. */
@ValidationRule(
        value =
                "has(self.storageClassName) == has(oldSelf.storageClassName) && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName) && has(self.size) == has(oldSelf.size) && (!has(self.size) || self.size == oldSelf.size)",
        message =
                "a volume keeps its size and class: Kubernetes does not change those of a StatefulSet; resize the PersistentVolumeClaim itself")
public record Storage(
        @ValidationRule(
                        value = "type(self) == int || isQuantity(self)",
                        message = "a size is written as in 10Gi")
                @JsonPropertyDescription("By default 1Gi, of an etcd 8Gi.")
                @Nullable Quantity size,
        @JsonPropertyDescription("By default the Kubernetes cluster's default class.")
                @Nullable String storageClassName) {}
