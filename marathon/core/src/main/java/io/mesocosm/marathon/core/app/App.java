package io.mesocosm.marathon.core.app;

import io.mesocosm.marathon.core.path.PathId;
import java.time.Instant;
import java.util.LinkedHashMap;
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

    /** The labels as tasks have them: who owns the app is no part of what a task is. */
    public Map<String, String> taskLabels() {
        if (!labels.containsKey(Owner.LABEL)) {
            return labels;
        }
        Map<String, String> result = new LinkedHashMap<>(labels);
        result.remove(Owner.LABEL);
        return result;
    }

    /**
     * Whether the two differ in nothing that needs new tasks (spec §3, restart-triggering fields).
     */
    public boolean sameConfig(App other) {
        return configBeside(other).equals(other.configBeside(other));
    }

    private App configBeside(App other) {
        return copy(
                new Parts(
                        0,
                        other.versionInfo,
                        other.executorResources,
                        portDefinitions,
                        container,
                        taskLabels()));
    }

    public App withInstances(int count) {
        return copy(
                new Parts(
                        count, versionInfo, executorResources, portDefinitions, container, labels));
    }

    public App withVersionInfo(VersionInfo info) {
        return copy(
                new Parts(instances, info, executorResources, portDefinitions, container, labels));
    }

    /** The same app with the ports of its network replaced. */
    public App withPorts(List<PortDefinition> definitions, @Nullable Container newContainer) {
        return copy(
                new Parts(
                        instances,
                        versionInfo,
                        executorResources,
                        definitions,
                        newContainer,
                        labels));
    }

    /** What a copy of an app may have otherwise. */
    private record Parts(
            int instances,
            VersionInfo versionInfo,
            @Nullable Resources executorResources,
            List<PortDefinition> portDefinitions,
            @Nullable Container container,
            Map<String, String> labels) {}

    private App copy(Parts parts) {
        return new App(
                id,
                cmd,
                args,
                user,
                env,
                parts.instances,
                resources,
                resourceLimits,
                executor,
                parts.executorResources,
                constraints,
                fetch,
                parts.portDefinitions,
                requirePorts,
                networks,
                parts.container,
                healthChecks,
                check,
                readinessChecks,
                backOff,
                taskKillGracePeriodSeconds,
                dependencies,
                upgradeStrategy,
                parts.labels,
                acceptedResourceRoles,
                role,
                unreachableStrategy,
                killSelection,
                tty,
                parts.versionInfo);
    }
}
