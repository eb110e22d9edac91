package io.mesocosm.master.core;

import io.mesocosm.master.core.MasterConfig.RemovalRate;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Configurations that differ from the defaults in one thing. */
final class Configs {
    private @Nullable RemovalRate removalRate;
    private @Nullable Duration offerTimeout;
    private @Nullable Set<String> roles;
    private boolean rootSubmissions = true;

    private Configs() {}

    static MasterConfig offerTimeout(Duration timeout) {
        Configs configs = new Configs();
        configs.offerTimeout = timeout;
        return configs.build();
    }

    static MasterConfig removalRate(int agents, Duration per) {
        Configs configs = new Configs();
        configs.removalRate = new RemovalRate(agents, per);
        return configs.build();
    }

    static MasterConfig roles(String... whitelist) {
        Configs configs = new Configs();
        configs.roles = Set.of(whitelist);
        return configs.build();
    }

    static MasterConfig noRootSubmissions() {
        Configs configs = new Configs();
        configs.rootSubmissions = false;
        return configs.build();
    }

    private MasterConfig build() {
        MasterConfig d = MasterConfig.defaults("m");
        return new MasterConfig(
                d.masterId(),
                d.heartbeatInterval(),
                d.allocationInterval(),
                d.agentPingTimeout(),
                d.maxAgentPingTimeouts(),
                d.agentReregisterTimeout(),
                removalRate,
                offerTimeout,
                roles,
                rootSubmissions,
                d.maxCompletedFrameworks(),
                d.maxCompletedTasksPerFramework(),
                d.maxUnreachableTasksPerFramework(),
                d.registryMaxAgentAge(),
                d.registryMaxAgentCount(),
                d.registryGcInterval(),
                d.allocator(),
                d.authorizer());
    }
}
