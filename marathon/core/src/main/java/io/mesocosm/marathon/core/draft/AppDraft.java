package io.mesocosm.marathon.core.draft;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.BackOff;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.app.Constraint;
import io.mesocosm.marathon.core.app.Fetch;
import io.mesocosm.marathon.core.app.HealthCheck;
import io.mesocosm.marathon.core.app.KillSelection;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.app.ResourceLimits;
import io.mesocosm.marathon.core.app.Resources;
import io.mesocosm.marathon.core.app.UnreachableStrategy;
import io.mesocosm.marathon.core.app.UpgradeStrategy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An app as a client wrote it, deprecated forms included; a field that was absent is null. It is
 * filled and normalised by one thread and then built into an {@link App}.
 */
public final class AppDraft {
    public @Nullable String id;
    public @Nullable String cmd;
    public @Nullable List<String> args;
    public @Nullable String user;
    public @Nullable Map<String, String> env;
    public @Nullable Integer instances;
    public @Nullable Double cpus;
    public @Nullable Double mem;
    public @Nullable Double disk;
    public @Nullable Integer gpus;
    public @Nullable ResourceLimits resourceLimits;
    public @Nullable String executor;
    public @Nullable Resources executorResources;
    public @Nullable List<List<String>> constraints;
    public @Nullable List<Fetch> fetch;
    public @Nullable List<String> uris;
    public @Nullable List<Integer> ports;
    public @Nullable List<PortDefinition> portDefinitions;
    public @Nullable Boolean requirePorts;
    public @Nullable List<Network> networks;
    public @Nullable IpAddressDraft ipAddress;
    public @Nullable ContainerDraft container;
    public @Nullable List<HealthCheck> healthChecks;
    public @Nullable Check check;
    public @Nullable List<ReadinessCheck> readinessChecks;
    public @Nullable Double backoffSeconds;
    public @Nullable Double backoffFactor;
    public @Nullable Double maxLaunchDelaySeconds;
    public @Nullable Integer taskKillGracePeriodSeconds;
    public @Nullable List<String> dependencies;
    public @Nullable UpgradeStrategy upgradeStrategy;
    public @Nullable Map<String, String> labels;
    public @Nullable List<String> acceptedResourceRoles;
    public @Nullable String role;
    public @Nullable UnreachableStrategy unreachableStrategy;
    public @Nullable KillSelection killSelection;
    public @Nullable Boolean tty;

    /** A stored version to roll back to; alone but for the id. */
    public @Nullable Instant version;

    /** Features the document asks for that this Marathon does not offer, as path to feature. */
    public Map<String, String> missingFeatures = Map.of();

    /** A draft that says nothing. */
    public AppDraft() {}

    /** A draft that says exactly what the app says. */
    public static AppDraft of(App app) {
        AppDraft draft = new AppDraft();
        draft.id = app.id().value();
        draft.cmd = app.cmd();
        draft.args = app.args().isEmpty() ? null : app.args();
        draft.user = app.user();
        draft.env = app.env();
        draft.instances = app.instances();
        draft.cpus = app.resources().cpus();
        draft.mem = app.resources().mem();
        draft.disk = app.resources().disk();
        draft.gpus = app.resources().gpus();
        draft.executor = app.executor();
        draft.constraints = app.constraints().stream().map(AppDraft::listForm).toList();
        draft.fetch = app.fetch();
        draft.portDefinitions = app.onHostNetwork() ? app.portDefinitions() : null;
        draft.requirePorts = app.requirePorts();
        draft.networks = app.networks();
        draft.container = app.container() == null ? null : ContainerDraft.of(app.container());
        draft.healthChecks = app.healthChecks();
        draft.check = app.check();
        draft.readinessChecks = app.readinessChecks();
        draft.backoffSeconds = app.backOff().backoffSeconds();
        draft.backoffFactor = app.backOff().backoffFactor();
        draft.maxLaunchDelaySeconds = app.backOff().maxLaunchDelaySeconds();
        draft.copyRest(app);
        return draft;
    }

    private void copyRest(App app) {
        taskKillGracePeriodSeconds = app.taskKillGracePeriodSeconds();
        dependencies = app.dependencies().stream().map(d -> d.value()).toList();
        upgradeStrategy = app.upgradeStrategy();
        labels = app.labels();
        acceptedResourceRoles =
                app.acceptedResourceRoles().isEmpty() ? null : app.acceptedResourceRoles();
        role = app.role();
        unreachableStrategy = app.unreachableStrategy();
        killSelection = app.killSelection();
        tty = app.tty();
    }

    private static List<String> listForm(Constraint c) {
        String value = c.value();
        return value == null
                ? List.of(c.field(), c.operator().name())
                : List.of(c.field(), c.operator().name(), value);
    }

    /**
     * Lays an update over this draft: what the update says wins, what it leaves out stays. The
     * executor's resources and the limits are taken exactly as the update has them (spec §1.3).
     */
    public void overlay(AppDraft update) {
        cmd = either(update.cmd, cmd);
        args = either(update.args, args);
        user = either(update.user, user);
        env = either(update.env, env);
        instances = either(update.instances, instances);
        cpus = either(update.cpus, cpus);
        mem = either(update.mem, mem);
        disk = either(update.disk, disk);
        gpus = either(update.gpus, gpus);
        resourceLimits = update.resourceLimits;
        executor = either(update.executor, executor);
        executorResources = update.executorResources;
        constraints = either(update.constraints, constraints);
        fetch = update.uris != null ? update.fetch : either(update.fetch, fetch);
        uris = update.uris;
        ports = update.ports;
        portDefinitions = either(update.portDefinitions, portDefinitions);
        requirePorts = either(update.requirePorts, requirePorts);
        networks = update.namesNetwork() ? update.networks : networks;
        ipAddress = update.ipAddress;
        container = either(update.container, container);
        overlayRest(update);
    }

    private void overlayRest(AppDraft update) {
        healthChecks = either(update.healthChecks, healthChecks);
        check = either(update.check, check);
        readinessChecks = either(update.readinessChecks, readinessChecks);
        backoffSeconds = either(update.backoffSeconds, backoffSeconds);
        backoffFactor = either(update.backoffFactor, backoffFactor);
        maxLaunchDelaySeconds = either(update.maxLaunchDelaySeconds, maxLaunchDelaySeconds);
        taskKillGracePeriodSeconds =
                either(update.taskKillGracePeriodSeconds, taskKillGracePeriodSeconds);
        dependencies = either(update.dependencies, dependencies);
        upgradeStrategy = either(update.upgradeStrategy, upgradeStrategy);
        labels = either(update.labels, labels);
        acceptedResourceRoles = either(update.acceptedResourceRoles, acceptedResourceRoles);
        role = either(update.role, role);
        unreachableStrategy = either(update.unreachableStrategy, unreachableStrategy);
        killSelection = either(update.killSelection, killSelection);
        tty = either(update.tty, tty);
        missingFeatures = update.missingFeatures;
    }

    /** Whether the draft says anything, in old or new words, about which network to join. */
    public boolean namesNetwork() {
        return networks != null
                || ipAddress != null
                || (container != null && container.dockerNetwork() != null);
    }

    /** Whether nothing but a version, and perhaps the id, is given. */
    public boolean onlyVersion() {
        AppDraft blank = new AppDraft();
        blank.id = id;
        blank.version = version;
        return version != null && sameFields(blank);
    }

    private boolean sameFields(AppDraft other) {
        return Objects.equals(asList(), other.asList());
    }

    private List<Object> asList() {
        Object[] fields = {
            cmd,
            args,
            user,
            env,
            instances,
            cpus,
            mem,
            disk,
            gpus,
            resourceLimits,
            executor,
            executorResources,
            constraints,
            fetch,
            uris,
            ports,
            portDefinitions,
            requirePorts,
            networks,
            ipAddress,
            container,
            healthChecks,
            check,
            readinessChecks,
            backoffSeconds,
            backoffFactor,
            maxLaunchDelaySeconds,
            taskKillGracePeriodSeconds,
            dependencies,
            upgradeStrategy,
            labels,
            acceptedResourceRoles,
            role,
            unreachableStrategy,
            killSelection,
            tty
        };
        return java.util.Arrays.stream(fields).map(f -> f == null ? "absent" : f).toList();
    }

    BackOff backOff() {
        return new BackOff(
                backoffSeconds == null ? BackOff.DEFAULT.backoffSeconds() : backoffSeconds,
                backoffFactor == null ? BackOff.DEFAULT.backoffFactor() : backoffFactor,
                maxLaunchDelaySeconds == null
                        ? BackOff.DEFAULT.maxLaunchDelaySeconds()
                        : maxLaunchDelaySeconds);
    }

    Resources resources() {
        Resources byDefault = Resources.DEFAULT;
        return new Resources(
                cpus == null ? byDefault.cpus() : cpus,
                mem == null ? byDefault.mem() : mem,
                disk == null ? byDefault.disk() : disk,
                gpus == null ? byDefault.gpus() : gpus);
    }

    private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
        return first != null ? first : second;
    }
}
