package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a role counts for, is kept and may use at most. */
@ValidationRule(
        value = "has(self.weight) || has(self.quota)",
        message =
                "nothing is said of this role: give weight, quota or both, or leave the role out; one without either weighs 1 and has no quota")
@ValidationRule(
        value = "!has(self.quota) || !self.name.contains('/')",
        message =
                "quotas are for top-level roles, which share them with the roles below: give it to the part before the first '/'",
        fieldPath = ".quota")
@ValidationRule(
        value = "!has(self.quota) || self.name != '*'",
        message = "the role * has no quota: give one to a role of a name",
        fieldPath = ".quota")
public record Role(
        @Required
                @Size(min = 1, max = 253) @ValidationRule(
                        value =
                                "self == '*' || self.matches('^[^-/\\\\s\\\\x08][^/\\\\s\\\\x08]*(/[^-/\\\\s\\\\x08][^/\\\\s\\\\x08]*)*$') && !self.matches('(^|/)([.]{1,2}|[*])(/|$)')",
                        message =
                                "a role is a name as Mesos has it, as in eng or eng/web: no part of it is empty, '.', '..' or '*', begins with '-' or has white space")
                @JsonPropertyDescription("The role, as in eng or eng/web.")
                String name,
        @PositiveAmount
                @JsonPropertyDescription(
                        "How much it counts when resources are shared; 1 for a role of which nothing is said.")
                @Nullable Double weight,
        @JsonPropertyDescription("What it is kept and may use at most.") @Nullable Quota quota) {}
