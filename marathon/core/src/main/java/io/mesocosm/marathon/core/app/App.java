package io.mesocosm.marathon.core.app;

import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A canonical app definition: normalised, every default filled in (spec §2.2). */
public record App(
        PathId id,
        @Nullable String cmd,
        List<String> args,
        @Nullable String user,
        Map<String, String> env,
        int instances,
        Resources resources,
        @Nullable ResourceLimits resourceLimits,
        String executor,
        @Nullable Resources executorResources,
        List<Constraint> constraints,
        List<Fetch> fetch,
        List<PortDefinition> portDefinitions,
        boolean requirePorts,
        List<Network> networks,
        @Nullable Container container,
        List<HealthCheck> healthChecks,
        @Nullable Check check,
        List<ReadinessCheck> readinessChecks,
        BackOff backOff,
        @Nullable Integer taskKillGracePeriodSeconds,
        List<PathId> dependencies,
        UpgradeStrategy upgradeStrategy,
        Map<String, String> labels,
        List<String> acceptedResourceRoles,
        String role,
        UnreachableStrategy unreachableStrategy,
        KillSelection killSelection,
        @Nullable Boolean tty,
        VersionInfo versionInfo) {

    public Instant version() {
        return versionInfo.version();
    }

    public Instant configVersion() {
        return versionInfo.lastConfigChangeAt();
    }

    public boolean onHostNetwork() {
        return networks.stream().anyMatch(n -> n.mode() == NetworkMode.HOST);
    }

    public boolean onBridge() {
        return networks.stream().anyMatch(n -> n.mode() == NetworkMode.BRIDGE);
    }

    public List<PortMapping> portMappings() {
        return container == null ? List.of() : container.portMappings();
    }

    /** The ports of this app, in the order that port indices count. */
    public List<PortSpec> ports() {
        if (onHostNetwork()) {
            return portDefinitions.stream()
                    .map(
                            p ->
                                    new PortSpec(
                                            null,
                                            requirePorts ? p.port() : Integer.valueOf(0),
                                            p.port(),
                                            p.protocol(),
                                            p.name(),
                                            p.labels()))
                    .toList();
        }
        return portMappings().stream()
                .map(
                        p ->
                                new PortSpec(
                                        p.containerPort(),
                                        p.hostPort(),
                                        p.servicePort(),
                                        p.protocol(),
                                        p.name(),
                                        p.labels()))
                .toList();
    }

    public List<Integer> servicePorts() {
        return ports().stream().map(PortSpec::servicePort).toList();
    }

    public boolean isSingleInstance() {
        return "true".equals(labels.get("MARATHON_SINGLE_INSTANCE_APP"));
    }

    /**
     * Whether the two differ in nothing that needs new tasks (spec §3, restart-triggering fields).
     */
    public boolean sameConfig(App other) {
        return withVersions(0, other.versionInfo, other.executorResources)
                .equals(other.withVersions(0, other.versionInfo, other.executorResources));
    }

    public App withInstances(int count) {
        return withVersions(count, versionInfo, executorResources);
    }

    public App withVersionInfo(VersionInfo info) {
        return withVersions(instances, info, executorResources);
    }

    private App withVersions(int count, VersionInfo info, @Nullable Resources executorShare) {
        return copy(count, info, executorShare, portDefinitions, container);
    }

    /** The same app with the ports of its network replaced. */
    public App withPorts(List<PortDefinition> definitions, @Nullable Container newContainer) {
        return copy(instances, versionInfo, executorResources, definitions, newContainer);
    }

    private App copy(
            int count,
            VersionInfo info,
            @Nullable Resources executorShare,
            List<PortDefinition> definitions,
            @Nullable Container newContainer) {
        return new App(
                id,
                cmd,
                args,
                user,
                env,
                count,
                resources,
                resourceLimits,
                executor,
                executorShare,
                constraints,
                fetch,
                definitions,
                requirePorts,
                networks,
                newContainer,
                healthChecks,
                check,
                readinessChecks,
                backOff,
                taskKillGracePeriodSeconds,
                dependencies,
                upgradeStrategy,
                labels,
                acceptedResourceRoles,
                role,
                unreachableStrategy,
                killSelection,
                tty,
                info);
    }
}
