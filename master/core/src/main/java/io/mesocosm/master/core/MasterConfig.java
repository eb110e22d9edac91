package io.mesocosm.master.core;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.authorization.Authorizer;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a master is started with. Defaults are Mesos's (spec §8, §10): see {@link #defaults}; {@code
 * roles} is the whitelist of --roles (null: any role), {@code offerTimeout} null means never,
 * {@code agentRemovalRate} null means unlimited; {@code authorizer} says what frameworks may.
 */
public record MasterConfig(
        String masterId,
        Duration heartbeatInterval,
        Duration allocationInterval,
        Duration agentPingTimeout,
        int maxAgentPingTimeouts,
        Duration agentReregisterTimeout,
        @Nullable RemovalRate agentRemovalRate,
        @Nullable Duration offerTimeout,
        @Nullable Set<String> roles,
        boolean rootSubmissions,
        int maxCompletedFrameworks,
        int maxCompletedTasksPerFramework,
        int maxUnreachableTasksPerFramework,
        Duration registryMaxAgentAge,
        int registryMaxAgentCount,
        Duration registryGcInterval,
        AllocatorOptions allocator,
        Authorizer authorizer) {
    public MasterConfig {
        requireNonNull(masterId, "masterId");
        requireNonNull(allocator, "allocator");
        requireNonNull(authorizer, "authorizer");
        if (roles != null) {
            roles = Set.copyOf(roles);
        }
    }

    /** --agent_removal_rate_limit: so many removals in so much time. */
    public record RemovalRate(int agents, Duration per) {}

    /** What concerns the allocator: flags of the same names. */
    public record AllocatorOptions(
            boolean filterGpuResources,
            Set<String> fairSharingExcluded,
            @Nullable String minAllocatableResources,
            @Nullable Set<String> whitelist,
            @Nullable String region,
            long seed) {
        public AllocatorOptions {
            fairSharingExcluded = Set.copyOf(fairSharingExcluded);
            if (whitelist != null) {
                whitelist = Set.copyOf(whitelist);
            }
        }

        public static AllocatorOptions defaults() {
            return new AllocatorOptions(true, Set.of(), "cpus:0.01|mem:32", null, null, 0);
        }
    }

    /** The same, where another says what frameworks may. */
    public MasterConfig with(Authorizer other) {
        return new MasterConfig(
                masterId,
                heartbeatInterval,
                allocationInterval,
                agentPingTimeout,
                maxAgentPingTimeouts,
                agentReregisterTimeout,
                agentRemovalRate,
                offerTimeout,
                roles,
                rootSubmissions,
                maxCompletedFrameworks,
                maxCompletedTasksPerFramework,
                maxUnreachableTasksPerFramework,
                registryMaxAgentAge,
                registryMaxAgentCount,
                registryGcInterval,
                allocator,
                other);
    }

    /** Mesos's defaults under this master id. */
    public static MasterConfig defaults(String masterId) {
        return new MasterConfig(
                masterId,
                Duration.ofSeconds(15),
                Duration.ofSeconds(1),
                Duration.ofSeconds(15),
                5,
                Duration.ofMinutes(10),
                null,
                null,
                null,
                true,
                50,
                1000,
                1000,
                Duration.ofDays(14),
                102_400,
                Duration.ofMinutes(15),
                AllocatorOptions.defaults(),
                Authorizer.OPEN);
    }
}
