package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When snapshots of an etcd are taken, and how many are kept. */
@ValidationRule(
        value = "has(self.storage) == has(oldSelf.storage)",
        message =
                "a volume keeps its size and class: put storage back as it was; resize the PersistentVolumeClaim <cluster>-etcd-snapshots itself")
public record Snapshots(
        @Required
                @Size(min = 1, max = 128) @ValidationRule(
                        value =
                                "self.matches('^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$') || self.matches('^[0-9A-Za-z*/,?-]+( [0-9A-Za-z*/,?-]+){4}$')",
                        message =
                                "a schedule has the five fields of cron, by one space each and in UTC, as in '0 */6 * * *', or is @hourly, @daily, @weekly, @monthly or @yearly")
                @JsonPropertyDescription(
                        "When to take one, as cron writes it and in UTC: '0 */6 * * *' is every six hours.")
                String schedule,
        @Default("7")
                @ValidationRule(
                        value = "self >= 1 && self <= 1000",
                        message =
                                "keep 1 to 1000 snapshots: to take none, leave spec.etcd.managed.snapshots out")
                @JsonPropertyDescription(
                        "How many to keep: the oldest beyond that go once a new one is written.")
                @Nullable Integer keep,
        @JsonPropertyDescription(
                        "The volume that they are written to, the PersistentVolumeClaim <cluster>-etcd-snapshots; by default 8Gi. A claim of that name that is there already is used as it is.")
                @Nullable Storage storage) {}
