package io.mesocosm.master.server.intake;

import io.mesocosm.master.core.task.ContainerSpec;
import io.mesocosm.master.core.task.EnvironmentVariable;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.HealthCheckSpec;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.protocol.v1.CheckInfo;
import io.mesocosm.protocol.v1.CommandInfo;
import io.mesocosm.protocol.v1.ContainerInfo;
import io.mesocosm.protocol.v1.DurationInfo;
import io.mesocosm.protocol.v1.Environment;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.HealthCheck;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.Volume;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads TaskInfo and ExecutorInfo; whatever is wrong with them is the core's to find. */
public final class TaskIntake {
    private TaskIntake() {}

    /** The facts of a task. */
    public static TaskSpec task(TaskInfo info, String frameworkId) {
        ResourceIntake.Read resources = ResourceIntake.read(info.getResourcesList());
        Map<String, Double> limits = new HashMap<>();
        info.getLimitsMap().forEach((name, value) -> limits.put(name, value.getValue()));
        return new TaskSpec(
                info.getTaskId().getValue(),
                info.getName(),
                info.getAgentId().getValue(),
                resources.resources(),
                resources.error(),
                info.hasCommand(),
                user(
                        info.getCommand().hasUser()
                                ? info.getCommand()
                                : info.getExecutor().getCommand()),
                info.hasExecutor() ? executor(info.getExecutor(), frameworkId) : null,
                info.hasContainer() ? container(info.getContainer()) : null,
                limits,
                info.hasCheck() ? check(info.getCheck()) : null,
                info.hasHealthCheck() ? check(info.getHealthCheck()) : null,
                info.getKillPolicy().hasGracePeriod()
                        ? duration(info.getKillPolicy().getGracePeriod())
                        : null,
                info.hasMaxCompletionTime() ? duration(info.getMaxCompletionTime()) : null,
                environment(info.getCommand()),
                Encoded.of(info));
    }

    /**
     * The facts of an executor. Its bytes are told apart from another's without what the master
     * adds to it, so that one that comes back from an agent is the same as it was.
     */
    public static ExecutorSpec executor(ExecutorInfo info, String frameworkId) {
        ResourceIntake.Read resources = ResourceIntake.read(info.getResourcesList());
        ExecutorInfo.Builder plain = info.toBuilder();
        plain.getResourcesBuilderList().forEach(r -> r.clearAllocationInfo());
        if (!info.hasFrameworkId()) {
            plain.getFrameworkIdBuilder().setValue(frameworkId);
        }
        return new ExecutorSpec(
                info.getExecutorId().getValue(),
                type(info),
                info.hasFrameworkId() ? info.getFrameworkId().getValue() : null,
                info.getName(),
                info.hasCommand(),
                user(info.getCommand()),
                info.hasContainer() ? container(info.getContainer()) : null,
                resources.resources(),
                resources.error(),
                info.hasShutdownGracePeriod() ? duration(info.getShutdownGracePeriod()) : null,
                environment(info.getCommand()),
                Encoded.of(plain.build()));
    }

    private static @Nullable String user(CommandInfo command) {
        return command.hasUser() ? command.getUser() : null;
    }

    private static ExecutorSpec.Type type(ExecutorInfo info) {
        if (!info.hasType()) {
            return ExecutorSpec.Type.UNSET;
        }
        return switch (info.getType()) {
            case UNKNOWN -> ExecutorSpec.Type.UNKNOWN;
            case DEFAULT -> ExecutorSpec.Type.DEFAULT;
            case CUSTOM -> ExecutorSpec.Type.CUSTOM;
        };
    }

    private static ContainerSpec container(ContainerInfo info) {
        return new ContainerSpec(
                switch (info.getType()) {
                    case DOCKER -> ContainerSpec.Type.DOCKER;
                    case MESOS -> ContainerSpec.Type.MESOS;
                },
                info.hasDocker(),
                info.getMesos().hasImage(),
                info.getNetworkInfosCount(),
                info.getLinuxInfo().hasShareCgroups()
                        ? info.getLinuxInfo().getShareCgroups()
                        : null,
                info.getVolumesList().stream().map(TaskIntake::volume).toList());
    }

    private static ContainerSpec.VolumeSpec volume(Volume volume) {
        return new ContainerSpec.VolumeSpec(
                volume.getContainerPath(),
                volume.hasHostPath(),
                volume.hasImage(),
                volume.hasSource());
    }

    private static List<EnvironmentVariable> environment(CommandInfo command) {
        return command.getEnvironment().getVariablesList().stream()
                .map(TaskIntake::variable)
                .toList();
    }

    private static EnvironmentVariable variable(Environment.Variable variable) {
        return new EnvironmentVariable(
                variable.getName(),
                switch (variable.getType()) {
                    case UNKNOWN -> EnvironmentVariable.Type.UNKNOWN;
                    case VALUE -> EnvironmentVariable.Type.VALUE;
                    case SECRET -> EnvironmentVariable.Type.SECRET;
                },
                variable.hasValue(),
                variable.hasSecret());
    }

    private static HealthCheckSpec check(HealthCheck check) {
        return new HealthCheckSpec(
                check.hasType()
                        ? switch (check.getType()) {
                            case UNKNOWN -> HealthCheckSpec.Type.UNKNOWN;
                            case COMMAND -> HealthCheckSpec.Type.COMMAND;
                            case HTTP -> HealthCheckSpec.Type.HTTP;
                            case TCP -> HealthCheckSpec.Type.TCP;
                        }
                        : HealthCheckSpec.Type.UNSET,
                check.hasCommand(),
                check.getCommand().hasValue(),
                check.hasHttp(),
                check.hasTcp(),
                check.getDelaySeconds(),
                check.getGracePeriodSeconds(),
                check.getIntervalSeconds(),
                check.getTimeoutSeconds(),
                new HealthCheckSpec.HttpFacts(
                        check.getHttp().getScheme(), check.getHttp().getPath()));
    }

    private static HealthCheckSpec check(CheckInfo check) {
        return new HealthCheckSpec(
                check.hasType()
                        ? switch (check.getType()) {
                            case UNKNOWN -> HealthCheckSpec.Type.UNKNOWN;
                            case COMMAND -> HealthCheckSpec.Type.COMMAND;
                            case HTTP -> HealthCheckSpec.Type.HTTP;
                            case TCP -> HealthCheckSpec.Type.TCP;
                        }
                        : HealthCheckSpec.Type.UNSET,
                check.hasCommand(),
                check.getCommand().getCommand().hasValue(),
                check.hasHttp(),
                check.hasTcp(),
                check.getDelaySeconds(),
                0,
                check.getIntervalSeconds(),
                check.getTimeoutSeconds(),
                new HealthCheckSpec.HttpFacts("", check.getHttp().getPath()));
    }

    static Duration duration(DurationInfo info) {
        return Duration.ofNanos(info.getNanoseconds());
    }
}
