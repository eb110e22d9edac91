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
        @JsonPropertyDescription("The master that leads, by its pod.") @Nullable String leader,
        @JsonPropertyDescription("The Marathon that leads, by its pod.")
                @Nullable String marathonLeader,
        @JsonPropertyDescription("Members of the etcd that the operator made.")
                @Nullable Count etcd,
        @JsonPropertyDescription("Masters, the one that leads and those that stand by.")
                @Nullable Count masters,
        @JsonPropertyDescription("Marathons, the one that leads and those that stand by.")
                @Nullable Count marathons,
        @JsonPropertyDescription("Agents of all pools.") @Nullable Count agents,
        @JsonPropertyDescription("Agents of each pool.") @Nullable List<PoolStatus> pools,
        @JsonPropertyDescription("Apps that this cluster is given by Kubernetes.")
                @Nullable Count apps,
        @JsonPropertyDescription(
                        "Where the cluster is reached from inside Kubernetes and, where spec.exposure says so, from outside.")
                @Nullable Addresses addresses,
        @JsonPropertyDescription("What the operator has set for roles.")
                @Nullable List<RoleStatus> roles,
        @JsonPropertyDescription(
                        "Nodes whose agents get no offers, since the node is cordoned, to be drained or to go.")
                @Nullable List<NodeStatus> nodes,
        @JsonPropertyDescription("The last snapshot of the etcd that the operator made.")
                @Nullable Snapshot lastSnapshot,
        @JsonPropertyDescription(
                        "Ready, MastersAvailable, AgentsAvailable and, where there are such, MarathonAvailable, EtcdAvailable, SnapshotsTaken, RolesApplied, Monitored, Routed, AuthorityRequested and Progressing, which tells of pods being replaced one by one.")
                @Nullable List<Condition> conditions) {

    /** Of a cluster of which only this is known. */
    public static MesosClusterStatus of(List<Condition> conditions) {
        return new MesosClusterStatus(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                conditions);
    }

    /** The same with other conditions. */
    public MesosClusterStatus with(List<Condition> others) {
        return with(roles, nodes, others);
    }

    /** The same with what became of roles and nodes. */
    public MesosClusterStatus with(
            @Nullable List<RoleStatus> otherRoles,
            @Nullable List<NodeStatus> otherNodes,
            List<Condition> otherConditions) {
        return new MesosClusterStatus(
                observedGeneration,
                version,
                leader,
                marathonLeader,
                etcd,
                masters,
                marathons,
                agents,
                pools,
                apps,
                addresses,
                otherRoles,
                otherNodes,
                lastSnapshot,
                otherConditions);
    }

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

    /** What the operator has set for a role. */
    public record RoleStatus(
            @Required @JsonPropertyDescription("The role.") String name,
            @JsonPropertyDescription("Its weight.") @Nullable Double weight,
            @JsonPropertyDescription("Its quota.") @Nullable Quota quota) {}

    /** A node whose agent the operator has deactivated. */
    public record NodeStatus(
            @Required @JsonPropertyDescription("The node.") String name,
            @Required @JsonPropertyDescription("The id of its agent.") String agent,
            @Required
                    @JsonPropertyDescription(
                            "Deactivated gets no offers; Draining ends its tasks too, which have all ended when it is Drained; Deactivating and Reactivating are on the way.")
                    NodeState state) {}

    /** How far it is. */
    public enum NodeState {
        Deactivating,
        Deactivated,
        Draining,
        Drained,
        Reactivating
    }

    /** A snapshot that was taken. */
    public record Snapshot(
            @Required @JsonPropertyDescription("Its file in the claim.") String name,
            @Required @JsonPropertyDescription("When it was finished.") String time) {}

    /** Where a cluster is reached. */
    public record Addresses(
            @JsonPropertyDescription("The leading master's HTTP API.") String master,
            @JsonPropertyDescription("Marathon's HTTP API.") @Nullable String marathon,
            @JsonPropertyDescription(
                            "Where the leading master's HTTP API is reached from outside; <node> stands for any node.")
                    @Nullable List<String> masterOutside,
            @JsonPropertyDescription(
                            "Where Marathon's HTTP API is reached from outside; <node> stands for any node.")
                    @Nullable List<String> marathonOutside) {}
}
