package io.mesocosm.master.core;

import io.mesocosm.master.core.MasterConfig.RemovalRate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Configurations that differ from the defaults in one thing. */
final class Configs {
    private Configs() {}

    static MasterConfig offerTimeout(Duration timeout) {
        return with(null, timeout);
    }

    static MasterConfig removalRate(int agents, Duration per) {
        return with(new RemovalRate(agents, per), null);
    }

    private static MasterConfig with(@Nullable RemovalRate rate, @Nullable Duration offerTimeout) {
        MasterConfig d = MasterConfig.defaults("m");
        return new MasterConfig(
                d.masterId(),
                d.heartbeatInterval(),
                d.allocationInterval(),
                d.agentPingTimeout(),
                d.maxAgentPingTimeouts(),
                d.agentReregisterTimeout(),
                rate,
                offerTimeout,
                d.roles(),
                d.rootSubmissions(),
                d.maxCompletedFrameworks(),
                d.maxCompletedTasksPerFramework(),
                d.maxUnreachableTasksPerFramework(),
                d.registryMaxAgentAge(),
                d.registryMaxAgentCount(),
                d.registryGcInterval(),
                d.allocator());
    }
}
