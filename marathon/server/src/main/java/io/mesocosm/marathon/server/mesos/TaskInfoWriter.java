package io.mesocosm.marathon.server.mesos;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.Fetch;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.offer.Used;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.DiscoveryInfo;
import io.mesocosm.protocol.v1.DurationInfo;
import io.mesocosm.protocol.v1.Environment;
import io.mesocosm.protocol.v1.ExecutorID;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.Label;
import io.mesocosm.protocol.v1.Labels;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.Port;
import io.mesocosm.protocol.v1.Ports;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Writes the TaskInfo of a task as Marathon's agents expect it (spec §1.6, §6). */
final class TaskInfoWriter {

    private final TaskSpec spec;
    private final App app;
    private final Offer offer;

    private TaskInfoWriter(TaskSpec spec, Offer offer) {
        this.spec = spec;
        this.app = spec.app();
        this.offer = offer;
    }

    static TaskInfo write(TaskSpec spec, Offer offer, String bridgeName) {
        TaskInfoWriter writer = new TaskInfoWriter(spec, offer);
        TaskInfo.Builder task =
                TaskInfo.newBuilder()
                        .setName(spec.app().id().reversed())
                        .setTaskId(TaskID.newBuilder().setValue(spec.taskId().value()))
                        .setAgentId(AgentID.newBuilder().setValue(spec.agentId()))
                        .addAllResources(writer.resources())
                        .setLabels(labels(spec.app().taskLabels()))
                        .setDiscovery(writer.discovery());
        writer.run(task);
        ContainerWriter.write(spec, bridgeName).ifPresent(task::setContainer);
        HealthCheckProtoWriter.write(spec).ifPresent(task::setHealthCheck);
        HealthCheckProtoWriter.check(spec).ifPresent(task::setCheck);
        Integer grace = spec.app().taskKillGracePeriodSeconds();
        if (grace != null) {
            task.setKillPolicy(
                    KillPolicy.newBuilder()
                            .setGracePeriod(
                                    DurationInfo.newBuilder()
                                            .setNanoseconds(TimeUnit.SECONDS.toNanos(grace))));
        }
        return task.build();
    }

    private void run(TaskInfo.Builder task) {
        CommandInfo.Builder command = command();
        if (app.executor().isEmpty() || app.executor().equals("//cmd")) {
            task.setCommand(command);
            return;
        }
        String quoted = "'" + app.executor().replace("'", "'\\''") + "'";
        String rest = app.cmd() == null ? String.join(" ", app.args()) : app.cmd();
        command.clearArguments()
                .setShell(true)
                .setValue("chmod ug+rx " + quoted + " && exec " + quoted + " " + rest);
        task.setExecutor(
                ExecutorInfo.newBuilder()
                        .setExecutorId(
                                ExecutorID.newBuilder()
                                        .setValue("marathon-" + spec.taskId().value()))
                        .setName(app.id().reversed())
                        .setCommand(command));
    }

    private CommandInfo.Builder command() {
        CommandInfo.Builder command = CommandInfo.newBuilder();
        boolean image = app.container() != null && app.container().docker() != null;
        if (app.cmd() != null) {
            command.setShell(true).setValue(app.cmd());
        } else if (!app.args().isEmpty()) {
            command.setShell(false).addAllArguments(app.args());
            if (!image) {
                command.setValue(app.args().getFirst());
            }
        } else {
            command.setShell(false);
        }
        for (Fetch fetch : app.fetch()) {
            CommandInfo.URI.Builder uri =
                    CommandInfo.URI
                            .newBuilder()
                            .setValue(fetch.uri())
                            .setExtract(fetch.extract())
                            .setExecutable(fetch.executable())
                            .setCache(fetch.cache());
            if (fetch.destPath() != null) {
                uri.setOutputFile(fetch.destPath());
            }
            command.addUris(uri);
        }
        if (app.user() != null) {
            command.setUser(app.user());
        }
        Environment.Builder environment = Environment.newBuilder();
        spec.environment()
                .forEach(
                        (name, value) ->
                                environment.addVariables(
                                        Environment.Variable.newBuilder()
                                                .setName(name)
                                                .setValue(value)));
        return command.setEnvironment(environment);
    }

    private List<Resource> resources() {
        List<Resource> result = new ArrayList<>();
        for (Used used : spec.used()) {
            Resource.Builder part = offer.getResources(used.index()).toBuilder();
            if (used.ports().isEmpty()) {
                part.setScalar(Value.Scalar.newBuilder().setValue(used.milli() / 1000.0));
            } else {
                Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
                used.ports().stream()
                        .sorted()
                        .forEach(
                                p ->
                                        ranges.addRange(
                                                Value.Range.newBuilder().setBegin(p).setEnd(p)));
                part.setRanges(ranges);
            }
            result.add(part.build());
        }
        return result;
    }

    private DiscoveryInfo discovery() {
        Ports.Builder ports = Ports.newBuilder();
        List<PortSpec> specs = app.ports();
        for (int i = 0; i < specs.size(); i++) {
            PortSpec port = specs.get(i);
            Integer host = spec.hostPorts().get(i);
            boolean onHost = host != null;
            int number = onHost ? host : spec.containerPorts().get(i);
            Map<String, String> labels = new LinkedHashMap<>(port.labels());
            labels.put("network-scope", onHost ? "host" : "container");
            app.networks().stream()
                    .map(n -> n.name())
                    .filter(Objects::nonNull)
                    .findFirst()
                    .ifPresent(n -> labels.put("network-name", n));
            for (String protocol : port.protocol().split(",", -1)) {
                Port.Builder one =
                        Port.newBuilder()
                                .setNumber(number)
                                .setProtocol(protocol)
                                .setLabels(labels(labels));
                if (port.name() != null) {
                    one.setName(port.name());
                }
                ports.addPorts(one);
            }
        }
        return DiscoveryInfo.newBuilder()
                .setVisibility(DiscoveryInfo.Visibility.FRAMEWORK)
                .setName(app.id().reversed())
                .setPorts(ports)
                .build();
    }

    static Labels labels(Map<String, String> labels) {
        Labels.Builder result = Labels.newBuilder();
        labels.forEach((k, v) -> result.addLabels(Label.newBuilder().setKey(k).setValue(v)));
        return result.build();
    }
}
