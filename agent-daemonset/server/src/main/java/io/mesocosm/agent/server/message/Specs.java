package io.mesocosm.agent.server.message;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.check.CheckSpec;
import io.mesocosm.agent.core.check.CheckType;
import io.mesocosm.agent.core.check.HealthSpec;
import io.mesocosm.agent.core.container.Allotment;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.protocol.v1.CheckInfo;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.HealthCheck;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads from Mesos's messages what the core decides on; the messages travel beside it as they came.
 */
public final class Specs {
    private Specs() {}

    public static FrameworkSpec framework(byte[] encoded) throws InvalidProtocolBufferException {
        FrameworkInfo info = FrameworkInfo.parseFrom(encoded);
        return new FrameworkSpec(
                info.getId().getValue(),
                info.getCheckpoint(),
                has(info, FrameworkInfo.Capability.Type.PARTITION_AWARE),
                has(info, FrameworkInfo.Capability.Type.TASK_KILLING_STATE),
                Payload.of(encoded));
    }

    private static boolean has(FrameworkInfo info, FrameworkInfo.Capability.Type type) {
        return info.getCapabilitiesList().stream()
                .anyMatch(capability -> capability.getType() == type);
    }

    public static TaskSpec task(String frameworkId, byte[] encoded)
            throws InvalidProtocolBufferException {
        TaskInfo info = TaskInfo.parseFrom(encoded);
        return new TaskSpec(
                new TaskKey(frameworkId, info.getTaskId().getValue()),
                allotment(info.getResourcesList(), info.getLimitsMap()),
                info.hasKillPolicy() ? grace(info.getKillPolicy()) : null,
                info.hasHealthCheck() ? health(info.getHealthCheck()) : null,
                info.hasCheck() ? check(info.getCheck()) : null,
                info.hasMaxCompletionTime()
                        ? Duration.ofNanos(info.getMaxCompletionTime().getNanoseconds())
                        : null,
                info.getContainer().getLinuxInfo().getShareCgroups(),
                Payload.of(encoded));
    }

    public static ExecutorSpec executor(String frameworkId, byte[] encoded)
            throws InvalidProtocolBufferException {
        ExecutorInfo info = ExecutorInfo.parseFrom(encoded);
        return new ExecutorSpec(
                new ExecutorKey(frameworkId, info.getExecutorId().getValue()),
                info.getType() == ExecutorInfo.Type.DEFAULT
                        ? ExecutorKind.DEFAULT
                        : ExecutorKind.CUSTOM,
                allotment(info.getResourcesList(), Map.of()),
                info.hasShutdownGracePeriod()
                        ? Duration.ofNanos(info.getShutdownGracePeriod().getNanoseconds())
                        : null,
                Payload.of(encoded));
    }

    public static @Nullable Duration grace(KillPolicy policy) {
        return policy.hasGracePeriod()
                ? Duration.ofNanos(Math.max(0, policy.getGracePeriod().getNanoseconds()))
                : null;
    }

    static Allotment allotment(List<Resource> resources, Map<String, Value.Scalar> limits) {
        return new Allotment(
                sum(resources, "cpus"),
                sum(resources, "mem"),
                sum(resources, "disk"),
                limit(limits.get("cpus")),
                limit(limits.get("mem")));
    }

    /** Scalars are fixed-point with three decimals (spec section 0.4). */
    private static long sum(List<Resource> resources, String name) {
        return resources.stream()
                .filter(resource -> resource.getName().equals(name))
                .mapToLong(resource -> Math.round(resource.getScalar().getValue() * 1000))
                .sum();
    }

    private static long limit(Value.@Nullable Scalar limit) {
        if (limit == null) {
            return Allotment.NO_LIMIT;
        }
        return Double.isInfinite(limit.getValue())
                ? Allotment.UNLIMITED
                : Math.round(limit.getValue() * 1000);
    }

    private static HealthSpec health(HealthCheck check) {
        return new HealthSpec(
                type(check),
                seconds(check.getDelaySeconds()),
                seconds(check.getIntervalSeconds()),
                seconds(check.getGracePeriodSeconds()),
                check.getConsecutiveFailures());
    }

    /**
     * The type is optional for the sake of old clients, who set one of the bodies only (spec
     * section 7.5).
     */
    static CheckType type(HealthCheck check) {
        return switch (check.getType()) {
            case COMMAND -> CheckType.COMMAND;
            case HTTP -> CheckType.HTTP;
            case TCP -> CheckType.TCP;
            case UNKNOWN ->
                    check.hasHttp()
                            ? CheckType.HTTP
                            : check.hasTcp() ? CheckType.TCP : CheckType.COMMAND;
        };
    }

    private static CheckSpec check(CheckInfo check) {
        CheckType type =
                switch (check.getType()) {
                    case HTTP -> CheckType.HTTP;
                    case TCP -> CheckType.TCP;
                    case COMMAND, UNKNOWN -> CheckType.COMMAND;
                };
        return new CheckSpec(
                type, seconds(check.getDelaySeconds()), seconds(check.getIntervalSeconds()));
    }

    public static Duration seconds(double seconds) {
        return Duration.ofNanos(Math.round(Math.clamp(seconds, 0, 1e9) * 1e9));
    }
}
