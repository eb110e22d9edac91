package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.mesocosm.crds.condition.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a cluster. */
public record MesosClusterStatus(
        @JsonPropertyDescription("The metadata.generation that was last made so.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("The version that runs.") @Nullable String version,
        @JsonPropertyDescription("The master that leads.") @Nullable String leader,
        @JsonPropertyDescription("Masters.") @Nullable Count masters,
        @JsonPropertyDescription("Agents of all pools.") @Nullable Count agents,
        @JsonPropertyDescription("Agents of each pool.") @Nullable List<PoolStatus> pools,
        @JsonPropertyDescription("Where the cluster is reached from inside Kubernetes.")
                @Nullable Addresses addresses,
        @JsonPropertyDescription(
                        "Ready, MastersAvailable, AgentsAvailable and, where there is one, MarathonAvailable.")
                @Nullable List<Condition> conditions) {

    /** How many there are of how many. */
    public record Count(
            @JsonPropertyDescription("Those that work.") int ready,
            @JsonPropertyDescription("Those there are to be.") int desired,
            @JsonPropertyDescription("Both, for people.") String summary) {

        /** The count of so many. */
        public static Count of(int ready, int desired) {
            return new Count(ready, desired, ready + "/" + desired);
        }
    }

    /** The agents of one pool. */
    public record PoolStatus(
            @Required @JsonPropertyDescription("The pool.") String name,
            @JsonPropertyDescription("Agents that are registered.") int ready,
            @JsonPropertyDescription("Nodes of the pool.") int desired) {}

    /** Where a cluster is reached. */
    public record Addresses(
            @JsonPropertyDescription("The leading master's HTTP API.") String master,
            @JsonPropertyDescription("Marathon's HTTP API.") @Nullable String marathon) {}
}
