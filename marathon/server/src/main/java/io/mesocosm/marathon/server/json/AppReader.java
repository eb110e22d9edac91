package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.marathon.core.app.Fetch;
import io.mesocosm.marathon.core.app.KillSelection;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.NetworkMode;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.app.ResourceLimits;
import io.mesocosm.marathon.core.app.Resources;
import io.mesocosm.marathon.core.app.UnreachableStrategy;
import io.mesocosm.marathon.core.app.UpgradeStrategy;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.draft.IpAddressDraft;
import io.mesocosm.marathon.core.draft.IpAddressDraft.DiscoveryPort;
import io.mesocosm.marathon.core.validation.AppRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads an app definition, in old or new words, into a draft (spec §2.2). */
public final class AppReader {

    private final Fields fields;
    private final AppDraft draft = new AppDraft();

    private AppReader(Fields fields) {
        this.fields = fields;
    }

    public static AppDraft read(JsonNode node, String path, JsonErrors errors) {
        return read(Fields.of(node, path, errors));
    }

    static AppDraft read(Fields fields) {
        AppReader reader = new AppReader(fields);
        reader.basics();
        reader.resources();
        reader.network();
        reader.strategies();
        reader.checks();
        reader.missingFeatures();
        return reader.draft;
    }

    private void basics() {
        draft.id = fields.text("id");
        draft.cmd = fields.text("cmd");
        draft.args = fields.texts("args");
        draft.user = fields.text("user");
        draft.env = env();
        draft.instances = fields.integer("instances");
        draft.executor = fields.text("executor");
        draft.constraints = fields.list("constraints", Fields.Element::texts);
        draft.fetch = fields.objects("fetch", AppReader::fetch);
        draft.uris = fields.texts("uris");
        draft.dependencies = fields.texts("dependencies");
        draft.labels = fields.textMap("labels");
        draft.acceptedResourceRoles = fields.texts("acceptedResourceRoles");
        draft.role = fields.text("role");
        draft.tty = fields.bool("tty");
        draft.version = fields.timestamp("version");
    }

    private @Nullable Map<String, String> env() {
        Fields env = fields.object("env");
        if (env == null) {
            return null;
        }
        Map<String, String> result = new LinkedHashMap<>();
        for (String name : env.names()) {
            JsonNode value = env.raw(name);
            if (value != null && !value.isObject()) {
                String text = env.text(name);
                if (text != null) {
                    result.put(name, text);
                }
            }
        }
        return result;
    }

    private static Fetch fetch(Fields f) {
        return new Fetch(
                f.requiredText("uri"),
                f.bool("extract", true),
                f.bool("executable", false),
                f.bool("cache", false),
                f.text("destPath"));
    }

    private void resources() {
        draft.cpus = fields.number("cpus");
        draft.mem = fields.number("mem");
        draft.disk = fields.number("disk");
        draft.gpus = fields.integer("gpus");
        Fields executor = fields.object("executorResources");
        if (executor != null) {
            draft.executorResources =
                    new Resources(
                            executor.number("cpus", 0.1),
                            executor.number("mem", 32),
                            executor.number("disk", 10),
                            0);
        }
        Fields limits = fields.object("resourceLimits");
        if (limits != null) {
            draft.resourceLimits = new ResourceLimits(limit(limits, "cpus"), limit(limits, "mem"));
        }
    }

    private static @Nullable Double limit(Fields limits, String name) {
        JsonNode value = limits.raw(name);
        return value != null && value.isTextual() && value.textValue().equals("unlimited")
                ? Double.valueOf(Double.POSITIVE_INFINITY)
                : limits.number(name);
    }

    private void network() {
        draft.ports = fields.list("ports", Fields.Element::integer);
        draft.portDefinitions = fields.objects("portDefinitions", AppReader::portDefinition);
        draft.requirePorts = fields.bool("requirePorts");
        draft.networks = fields.objects("networks", AppReader::network);
        Fields address = fields.object("ipAddress");
        draft.ipAddress = address == null ? null : ipAddress(address);
        Fields container = fields.object("container");
        draft.container = container == null ? null : ContainerReader.read(container);
    }

    private static PortDefinition portDefinition(Fields f) {
        return new PortDefinition(
                f.integer("port", 0),
                Objects.requireNonNullElse(ContainerReader.protocol(f), "tcp"),
                f.text("name"),
                ContainerReader.labels(f));
    }

    private static Network network(Fields f) {
        NetworkMode mode = f.choice("mode", NetworkMode::parse);
        return new Network(
                mode == null ? NetworkMode.CONTAINER : mode,
                f.text("name"),
                ContainerReader.labels(f));
    }

    private static IpAddressDraft ipAddress(Fields f) {
        Fields discovery = f.object("discovery");
        List<DiscoveryPort> ports =
                discovery == null
                        ? List.of()
                        : Objects.requireNonNullElse(
                                discovery.objects(
                                        "ports",
                                        p ->
                                                new DiscoveryPort(
                                                        p.integer("number", 0),
                                                        p.requiredText("name"),
                                                        Objects.requireNonNullElse(
                                                                ContainerReader.protocol(p),
                                                                "tcp"))),
                                List.of());
        return new IpAddressDraft(f.text("networkName"), ContainerReader.labels(f), ports);
    }

    private void strategies() {
        draft.backoffSeconds = fields.number("backoffSeconds");
        draft.backoffFactor = fields.number("backoffFactor");
        draft.maxLaunchDelaySeconds = fields.number("maxLaunchDelaySeconds");
        draft.taskKillGracePeriodSeconds = fields.integer("taskKillGracePeriodSeconds");
        draft.killSelection = fields.choice("killSelection", KillSelection.class);
        Fields upgrade = fields.object("upgradeStrategy");
        if (upgrade != null) {
            draft.upgradeStrategy =
                    new UpgradeStrategy(
                            upgrade.number("minimumHealthCapacity", 1),
                            upgrade.number("maximumOverCapacity", 1));
        }
        draft.unreachableStrategy = unreachable();
    }

    private @Nullable UnreachableStrategy unreachable() {
        JsonNode raw = fields.raw("unreachableStrategy");
        if (raw != null && raw.isTextual() && raw.textValue().equals("disabled")) {
            return new UnreachableStrategy.Disabled();
        }
        Fields f = fields.object("unreachableStrategy");
        return f == null
                ? null
                : new UnreachableStrategy.Enabled(
                        f.integer("inactiveAfterSeconds", 0), f.integer("expungeAfterSeconds", 0));
    }

    private void checks() {
        draft.healthChecks = fields.objects("healthChecks", HealthCheckReader::read);
        draft.check = CheckJson.read(fields);
        draft.readinessChecks = fields.objects("readinessChecks", AppReader::readiness);
    }

    private static ReadinessCheck readiness(Fields f) {
        List<Integer> codes = f.list("httpStatusCodesForReady", Fields.Element::integer);
        return new ReadinessCheck(
                Objects.requireNonNullElse(f.text("name"), "readinessCheck"),
                Objects.requireNonNullElse(f.text("protocol"), "HTTP"),
                Objects.requireNonNullElse(f.text("path"), "/"),
                Objects.requireNonNullElse(f.text("portName"), "http-api"),
                f.integer("intervalSeconds", 30),
                f.integer("timeoutSeconds", 10),
                codes == null ? List.of(200) : List.copyOf(codes),
                f.bool("preserveLastResponse", false));
    }

    /**
     * Names what this Marathon does not offer, so that it is refused and never dropped silently.
     */
    private void missingFeatures() {
        Map<String, String> missing = new LinkedHashMap<>();
        Fields secrets = fields.object("secrets");
        if (secrets != null && !secrets.names().isEmpty()) {
            missing.put("/secrets", AppRules.notEnabled("secrets"));
        }
        Fields env = fields.object("env");
        if (env != null) {
            for (String name : env.names()) {
                JsonNode value = env.raw(name);
                if (value != null && value.isObject()) {
                    missing.put(
                            "/env/" + name,
                            "use of secret-references in the environment requires the secrets"
                                    + " feature to be enabled");
                }
            }
        }
        Fields container = fields.object("container");
        if (container != null && container.has("appc")) {
            missing.put("/container/appc", "AppC images are not offered by this Marathon.");
        }
        Fields docker = container == null ? null : container.object("docker");
        if (docker != null && docker.has("pullConfig")) {
            missing.put("/container/docker/pullConfig", AppRules.notEnabled("secrets"));
        }
        if (docker != null && docker.has("credential")) {
            missing.put("/container/docker/credential", "is no longer supported");
        }
        draft.missingFeatures = missing;
    }
}
