package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a role is kept and may use at most. */
@ValidationRule(
        value = "has(self.limits) || has(self.guarantees)",
        message = "a quota without limits and guarantees is none: give one of them")
@ValidationRule(
        value =
                "!has(self.limits) || !has(self.guarantees) || ((!has(self.limits.cpus) || !has(self.guarantees.cpus) || self.guarantees.cpus <= self.limits.cpus) && (!has(self.limits.mem) || !has(self.guarantees.mem) || self.guarantees.mem <= self.limits.mem) && (!has(self.limits.disk) || !has(self.guarantees.disk) || self.guarantees.disk <= self.limits.disk))",
        message = "a role cannot be kept more than it may use: lower guarantees or raise limits",
        fieldPath = ".guarantees")
public record Quota(
        @JsonPropertyDescription(
                        "What it may use at most; what is left out it may use without a limit.")
                @Nullable Amounts limits,
        @JsonPropertyDescription(
                        "What is kept for it, which the agents must have; what is left out is not kept.")
                @Nullable Amounts guarantees) {

    /** Amounts, in Mesos's units. */
    public record Amounts(
            @Min(0) @JsonPropertyDescription("CPUs.") @Nullable Double cpus,
            @Min(0) @JsonPropertyDescription("Memory in MB.") @Nullable Double mem,
            @Min(0) @JsonPropertyDescription("Disk in MB.") @Nullable Double disk) {}
}
