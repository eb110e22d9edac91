package io.mesocosm.marathon.core.validation;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Fetch;
import io.mesocosm.marathon.core.app.Owner;
import io.mesocosm.marathon.core.app.ResourceLimits;
import io.mesocosm.marathon.core.app.Resources;
import io.mesocosm.marathon.core.app.UnreachableStrategy;
import io.mesocosm.marathon.core.app.UpgradeStrategy;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules of spec §2.2 for a canonical app. */
public final class AppValidation {

    private static final int LONGEST_ENV_NAME = 254;

    /** Wider than its message: names with dots and dashes have always been taken for apps. */
    private static final Pattern ENV_NAME = Pattern.compile("[^\\s=]+");

    private static final Pattern EXECUTOR = Pattern.compile("(//cmd)|(/?[^/]+(/[^/]+)*)|");

    private final App app;
    private final AppRules rules;
    private final Violations violations;

    private AppValidation(App app, AppRules rules, Violations violations) {
        this.app = app;
        this.rules = rules;
        this.violations = violations;
    }

    public static void check(App app, AppRules rules, Violations violations) {
        AppValidation validation = new AppValidation(app, rules, violations);
        PathRules.checkApp(app.id(), violations);
        validation.command();
        validation.numbers();
        validation.resources();
        validation.strategies();
        validation.singleInstance();
        validation.migration();
        validation.owner();
        validation.roles();
        validation.texts();
        NetworkValidation.check(app, violations);
        ContainerValidation.check(app, violations);
        HealthCheckValidation.check(app, violations);
    }

    private void command() {
        Container container = app.container();
        boolean image = container != null && container.docker() != null;
        boolean both = app.cmd() != null && !app.args().isEmpty();
        boolean any = app.cmd() != null || !app.args().isEmpty() || image;
        violations.require(
                any && !both,
                "/",
                "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.");
        violations.require(
                app.cmd() == null || !app.cmd().isEmpty(), "/cmd", "must not be an empty string");
    }

    private void numbers() {
        Numbers.atLeast(violations, "/instances", app.instances(), 0);
        Numbers.atLeast(violations, "/backoffSeconds", app.backOff().backoffSeconds(), 0);
        Numbers.atLeast(violations, "/backoffFactor", app.backOff().backoffFactor(), 1);
        Numbers.atLeast(
                violations, "/maxLaunchDelaySeconds", app.backOff().maxLaunchDelaySeconds(), 0);
        Integer grace = app.taskKillGracePeriodSeconds();
        if (grace != null) {
            Numbers.atLeast(violations, "/taskKillGracePeriodSeconds", grace, 0);
        }
    }

    private void resources() {
        Resources asked = app.resources();
        Numbers.atLeast(violations, "/cpus", asked.cpus(), 0.001);
        Numbers.atLeast(violations, "/mem", asked.mem(), 0);
        Numbers.atLeast(violations, "/disk", asked.disk(), 0);
        Numbers.atLeast(violations, "/gpus", asked.gpus(), 0);
        if (asked.gpus() > 0) {
            violations.require(
                    rules.features().contains("gpu_resources"),
                    "/gpus",
                    AppRules.notEnabled("gpu_resources"));
            violations.require(
                    app.container() == null || app.container().type() == Container.Type.MESOS,
                    "/",
                    "GPU resources only work with the Mesos containerizer");
        }
        Resources executor = app.executorResources();
        if (executor != null) {
            Numbers.atLeast(violations, "/executorResources/cpus", executor.cpus(), 0.1);
            Numbers.atLeast(violations, "/executorResources/mem", executor.mem(), 32);
            Numbers.atLeast(violations, "/executorResources/disk", executor.disk(), 10);
        }
        ResourceLimits limits = app.resourceLimits();
        if (limits != null) {
            limit("/resourceLimits/cpus", limits.cpus(), asked.cpus());
            limit("/resourceLimits/mem", limits.mem(), asked.mem());
        }
    }

    private void limit(String path, @Nullable Double limit, double request) {
        violations.require(
                limit == null || limit >= request,
                path,
                "resource limit must be greater than or equal to requested resource value ("
                        + request
                        + ")");
    }

    private void strategies() {
        UpgradeStrategy upgrade = app.upgradeStrategy();
        Numbers.between(
                violations,
                "/upgradeStrategy/minimumHealthCapacity",
                upgrade.minimumHealthCapacity(),
                1);
        Numbers.between(
                violations,
                "/upgradeStrategy/maximumOverCapacity",
                upgrade.maximumOverCapacity(),
                1);
        if (app.unreachableStrategy() instanceof UnreachableStrategy.Enabled enabled) {
            Numbers.atLeast(
                    violations,
                    "/unreachableStrategy/inactiveAfterSeconds",
                    (double) enabled.inactiveAfterSeconds(),
                    0);
            violations.require(
                    enabled.inactiveAfterSeconds() <= enabled.expungeAfterSeconds(),
                    "/unreachableStrategy/inactiveAfterSeconds",
                    "inactiveAfterSeconds ("
                            + enabled.inactiveAfterSeconds()
                            + ") must be less or equal to expungeAfterSeconds ("
                            + enabled.expungeAfterSeconds()
                            + ")");
        }
        violations.require(
                app.readinessChecks().size() <= 1,
                "/readinessChecks",
                "Currently at most one readinessCheck is supported.");
    }

    private void singleInstance() {
        if (!app.isSingleInstance()) {
            return;
        }
        violations.require(
                app.instances() <= 1,
                "/instances",
                "Single instance app may only have one instance");
        violations.require(
                app.upgradeStrategy().equals(UpgradeStrategy.SINGLE_INSTANCE),
                "/upgradeStrategy",
                "Single instance app must have an upgrade strategy with minimumHealthCapacity 0"
                        + " and maximumOverCapacity 0");
    }

    private void migration() {
        String version = app.labels().getOrDefault("DCOS_MIGRATION_API_VERSION", "");
        violations.require(
                version.isEmpty()
                        || (version.equals("v1")
                                && isLabelled("DCOS_PACKAGE_FRAMEWORK_NAME")
                                && isLabelled("DCOS_MIGRATION_API_PATH")),
                "/",
                "DCOS_PACKAGE_FRAMEWORK_NAME and DCOS_MIGRATION_API_PATH must be defined when"
                        + " using DCOS_MIGRATION_API_VERSION");
    }

    private void owner() {
        violations.require(
                !app.labels().containsKey(Owner.LABEL) || Owner.of(app.labels()) != null,
                "/labels/" + Owner.LABEL,
                "is reserved for the operator and must be <namespace>/<name> of a Kubernetes"
                        + " resource: leave it out");
    }

    private boolean isLabelled(String label) {
        return !app.labels().getOrDefault(label, "").isEmpty();
    }

    private void roles() {
        violations.require(
                !app.role().isEmpty() && !app.role().contains("/"),
                "/role",
                "must be a Mesos role without slashes, got '" + app.role() + "'");
        List<String> accepted = app.acceptedResourceRoles();
        violations.require(
                accepted.stream().allMatch(r -> r.equals("*") || r.equals(app.role())),
                "/acceptedResourceRoles",
                "acceptedResourceRoles can only contain *"
                        + (app.role().equals("*") ? "" : " and " + app.role()));
    }

    private void texts() {
        for (String name : app.env().keySet()) {
            violations.require(
                    name.length() <= LONGEST_ENV_NAME,
                    "/env/" + name,
                    "variable name must be 254 chars or less");
            violations.require(
                    ENV_NAME.matcher(name).matches(),
                    "/env/" + name,
                    "must contain only alphanumeric chars or underscore, and must not begin with"
                            + " a number");
        }
        for (int i = 0; i < app.fetch().size(); i++) {
            Fetch fetch = app.fetch().get(i);
            violations.require(
                    !fetch.uri().isEmpty() && fetch.uri().length() <= 1024,
                    "/fetch(" + i + ")/uri",
                    "URI must have between 1 and 1024 characters");
        }
        violations.require(
                EXECUTOR.matcher(app.executor()).matches(),
                "/executor",
                "must be empty, //cmd or a path");
        for (int i = 0; i < app.dependencies().size(); i++) {
            PathRules.checkGroup(app.dependencies().get(i), violations.at("/dependencies", i));
        }
    }
}
