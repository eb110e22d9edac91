package io.mesocosm.marathon.core.app;

import org.jspecify.annotations.Nullable;

/** How to tell whether an instance is healthy, and who asks (spec §5). */
public record HealthCheck(
        Protocol protocol,
        @Nullable String path,
        @Nullable Integer portIndex,
        @Nullable Integer port,
        @Nullable String command,
        int gracePeriodSeconds,
        int intervalSeconds,
        int timeoutSeconds,
        int maxConsecutiveFailures,
        int delaySeconds,
        boolean ignoreHttp1xx,
        String ipProtocol) {

    /** The kind of probe. */
    public enum Protocol {
        HTTP,
        HTTPS,
        TCP,
        COMMAND,
        MESOS_HTTP,
        MESOS_HTTPS,
        MESOS_TCP;

        /** Whether Marathon itself probes, not the agent. */
        public boolean byMarathon() {
            return this == HTTP || this == HTTPS || this == TCP;
        }
    }

    public static HealthCheck of(Protocol protocol) {
        String path = protocol == Protocol.TCP || protocol == Protocol.MESOS_TCP ? null : "/";
        String shown = protocol == Protocol.COMMAND ? null : path;
        return new HealthCheck(
                protocol, shown, null, null, null, 300, 60, 20, 3, 15, false, "IPv4");
    }

    public HealthCheck withPortIndex(int index) {
        return new HealthCheck(
                protocol,
                path,
                index,
                port,
                command,
                gracePeriodSeconds,
                intervalSeconds,
                timeoutSeconds,
                maxConsecutiveFailures,
                delaySeconds,
                ignoreHttp1xx,
                ipProtocol);
    }
}
