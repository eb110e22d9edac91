package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Container;
import io.mesocosm.marathon.core.app.Network;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.PortMapping;
import io.mesocosm.marathon.core.app.ReadinessCheck;
import io.mesocosm.marathon.core.app.ResourceLimits;
import io.mesocosm.marathon.core.app.Resources;
import io.mesocosm.marathon.core.app.UnreachableStrategy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes an app as Marathon shows it: unset fields left out, never null (spec §1.1). */
public final class AppWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final App app;
    private final ObjectNode out = JSON.objectNode();

    private AppWriter(App app) {
        this.app = app;
    }

    public static ObjectNode write(App app) {
        AppWriter writer = new AppWriter(app);
        writer.basics();
        writer.lists();
        writer.network();
        writer.strategies();
        writer.versions();
        return writer.out;
    }

    private void basics() {
        out.put("id", app.id().value());
        text(out, "cmd", app.cmd());
        texts(out, "args", app.args());
        text(out, "user", app.user());
        out.put("executor", app.executor());
        out.put("instances", app.instances());
        number(out, "cpus", app.resources().cpus());
        number(out, "mem", app.resources().mem());
        number(out, "disk", app.resources().disk());
        out.put("gpus", app.resources().gpus());
        Resources executor = app.executorResources();
        if (executor != null) {
            ObjectNode node = out.putObject("executorResources");
            number(node, "cpus", executor.cpus());
            number(node, "mem", executor.mem());
            number(node, "disk", executor.disk());
        }
        ResourceLimits limits = app.resourceLimits();
        if (limits != null) {
            ObjectNode node = out.putObject("resourceLimits");
            limit(node, "cpus", limits.cpus());
            limit(node, "mem", limits.mem());
        }
        if (!app.env().isEmpty()) {
            map(out.putObject("env"), app.env());
        }
        map(out.putObject("labels"), app.labels());
        out.put("role", app.role());
        if (app.tty() != null) {
            out.put("tty", app.tty());
        }
    }

    private void lists() {
        texts(out, "acceptedResourceRoles", app.acceptedResourceRoles());
        texts(out, "dependencies", app.dependencies().stream().map(d -> d.value()).toList());
        if (!app.constraints().isEmpty()) {
            ArrayNode constraints = out.putArray("constraints");
            app.constraints()
                    .forEach(
                            c -> {
                                ArrayNode one = constraints.addArray();
                                one.add(c.field()).add(c.operator().name());
                                if (c.value() != null) {
                                    one.add(c.value());
                                }
                            });
        }
        if (!app.fetch().isEmpty()) {
            ArrayNode list = out.putArray("fetch");
            app.fetch()
                    .forEach(
                            f -> {
                                ObjectNode node = list.addObject();
                                node.put("uri", f.uri());
                                node.put("extract", f.extract());
                                node.put("executable", f.executable());
                                node.put("cache", f.cache());
                                text(node, "destPath", f.destPath());
                            });
        }
        if (!app.healthChecks().isEmpty()) {
            ArrayNode list = out.putArray("healthChecks");
            app.healthChecks().forEach(c -> list.add(HealthCheckWriter.write(c)));
        }
        if (app.check() != null) {
            out.set("check", CheckJson.write(app.check()));
        }
        if (!app.readinessChecks().isEmpty()) {
            ArrayNode list = out.putArray("readinessChecks");
            app.readinessChecks().forEach(c -> list.add(readiness(c)));
        }
    }

    private static ObjectNode readiness(ReadinessCheck check) {
        ObjectNode node = JSON.objectNode();
        node.put("name", check.name());
        node.put("protocol", check.protocol());
        node.put("path", check.path());
        node.put("portName", check.portName());
        node.put("intervalSeconds", check.intervalSeconds());
        node.put("timeoutSeconds", check.timeoutSeconds());
        ArrayNode codes = node.putArray("httpStatusCodesForReady");
        check.httpStatusCodesForReady().forEach(codes::add);
        node.put("preserveLastResponse", check.preserveLastResponse());
        return node;
    }

    private void network() {
        ArrayNode networks = out.putArray("networks");
        for (Network network : app.networks()) {
            ObjectNode node = networks.addObject();
            text(node, "name", network.name());
            node.put("mode", network.mode().wire());
            if (!network.labels().isEmpty()) {
                map(node.putObject("labels"), network.labels());
            }
        }
        out.put("requirePorts", app.requirePorts());
        if (app.onHostNetwork()) {
            ArrayNode ports = out.putArray("portDefinitions");
            app.portDefinitions().forEach(p -> ports.add(portDefinition(p)));
        }
        if (app.container() != null) {
            out.set("container", container(app.container()));
        }
    }

    private static ObjectNode portDefinition(PortDefinition port) {
        ObjectNode node = JSON.objectNode();
        node.put("port", port.port());
        text(node, "name", port.name());
        node.put("protocol", port.protocol());
        if (!port.labels().isEmpty()) {
            map(node.putObject("labels"), port.labels());
        }
        return node;
    }

    private ObjectNode container(Container container) {
        ObjectNode node = JSON.objectNode();
        node.put("type", container.type().name());
        Container.Docker docker = container.docker();
        if (docker != null) {
            ObjectNode image = node.putObject("docker");
            image.put("image", docker.image());
            image.put("forcePullImage", docker.forcePullImage());
            image.put("privileged", docker.privileged());
            ArrayNode parameters = image.putArray("parameters");
            docker.parameters()
                    .forEach(
                            p ->
                                    parameters
                                            .addObject()
                                            .put("key", p.key())
                                            .put("value", p.value()));
        }
        ArrayNode volumes = node.putArray("volumes");
        for (Container.Volume volume : container.volumes()) {
            ObjectNode one = volumes.addObject();
            one.put("containerPath", volume.containerPath());
            text(one, "hostPath", volume.hostPath());
            one.put("mode", volume.mode().name());
        }
        if (!app.onHostNetwork()) {
            ArrayNode mappings = node.putArray("portMappings");
            container.portMappings().forEach(p -> mappings.add(portMapping(p)));
        }
        return node;
    }

    private static ObjectNode portMapping(PortMapping port) {
        ObjectNode node = JSON.objectNode();
        node.put("containerPort", port.containerPort());
        if (port.hostPort() != null) {
            node.put("hostPort", port.hostPort());
        }
        map(node.putObject("labels"), port.labels());
        text(node, "name", port.name());
        texts(node, "networkNames", port.networkNames());
        node.put("protocol", port.protocol());
        node.put("servicePort", port.servicePort());
        return node;
    }

    private void strategies() {
        number(out, "backoffSeconds", app.backOff().backoffSeconds());
        number(out, "backoffFactor", app.backOff().backoffFactor());
        number(out, "maxLaunchDelaySeconds", app.backOff().maxLaunchDelaySeconds());
        if (app.taskKillGracePeriodSeconds() != null) {
            out.put("taskKillGracePeriodSeconds", app.taskKillGracePeriodSeconds());
        }
        ObjectNode upgrade = out.putObject("upgradeStrategy");
        number(upgrade, "maximumOverCapacity", app.upgradeStrategy().maximumOverCapacity());
        number(upgrade, "minimumHealthCapacity", app.upgradeStrategy().minimumHealthCapacity());
        out.put("killSelection", app.killSelection().name());
        switch (app.unreachableStrategy()) {
            case UnreachableStrategy.Disabled _ -> out.put("unreachableStrategy", "disabled");
            case UnreachableStrategy.Enabled enabled ->
                    out.putObject("unreachableStrategy")
                            .put("inactiveAfterSeconds", enabled.inactiveAfterSeconds())
                            .put("expungeAfterSeconds", enabled.expungeAfterSeconds());
        }
    }

    private void versions() {
        out.put("version", Fields.text(app.version()));
        out.putObject("versionInfo")
                .put("lastScalingAt", Fields.text(app.versionInfo().lastScalingAt()))
                .put("lastConfigChangeAt", Fields.text(app.versionInfo().lastConfigChangeAt()));
    }

    private static void limit(ObjectNode node, String name, @Nullable Double value) {
        if (value != null && value.isInfinite()) {
            node.put(name, "unlimited");
        } else if (value != null) {
            number(node, name, value);
        }
    }

    /** Whole numbers without a point, as Marathon writes them. */
    static void number(ObjectNode node, String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            node.put(name, (long) value);
        } else {
            node.put(name, value);
        }
    }

    static void text(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void texts(ObjectNode node, String name, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = node.putArray(name);
            List.copyOf(values).forEach(list::add);
        }
    }

    private static void map(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }
}
