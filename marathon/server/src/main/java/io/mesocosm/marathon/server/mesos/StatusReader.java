package io.mesocosm.marathon.server.mesos;

import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.app.Check;
import io.mesocosm.marathon.core.instance.CheckResult;
import io.mesocosm.marathon.core.instance.Task;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.protocol.v1.CheckStatusInfo;
import io.mesocosm.protocol.v1.NetworkInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads Mesos's task statuses. */
final class StatusReader {

    /** Reasons after which an agent, and the task with it, may come back (spec §4.4). */
    private static final Set<TaskStatus.Reason> MAY_RETURN =
            Set.of(
                    TaskStatus.Reason.REASON_RECONCILIATION,
                    TaskStatus.Reason.REASON_AGENT_DISCONNECTED,
                    TaskStatus.Reason.REASON_AGENT_REMOVED);

    private StatusReader() {}

    static Input.Status read(TaskStatus status) {
        return new Input.Status(
                status.getTaskId().getValue(),
                TaskState.valueOf(status.getState().name()),
                status.hasAgentId() ? status.getAgentId().getValue() : null,
                status.hasUuid()
                        ? Base64.getEncoder().encodeToString(status.getUuid().toByteArray())
                        : null,
                status.getMessage(),
                status.hasReason() && MAY_RETURN.contains(status.getReason()),
                status.hasHealthy() ? Boolean.valueOf(status.getHealthy()) : null,
                addresses(status),
                status.hasCheckStatus() ? check(status.getCheckStatus()) : null);
    }

    /** What the check found; null while it has found nothing. */
    private static @Nullable CheckResult check(CheckStatusInfo status) {
        return switch (status.getType()) {
            case HTTP ->
                    status.getHttp().hasStatusCode()
                            ? new CheckResult(Check.Kind.HTTP, status.getHttp().getStatusCode())
                            : null;
            case TCP ->
                    status.getTcp().hasSucceeded()
                            ? new CheckResult(
                                    Check.Kind.TCP, status.getTcp().getSucceeded() ? 1 : 0)
                            : null;
            case COMMAND ->
                    status.getCommand().hasExitCode()
                            ? new CheckResult(Check.Kind.EXEC, status.getCommand().getExitCode())
                            : null;
            case UNKNOWN -> null;
        };
    }

    private static List<Task.IpAddress> addresses(TaskStatus status) {
        List<Task.IpAddress> result = new ArrayList<>();
        for (NetworkInfo network : status.getContainerStatus().getNetworkInfosList()) {
            for (NetworkInfo.IPAddress address : network.getIpAddressesList()) {
                String protocol =
                        address.getProtocol() == NetworkInfo.Protocol.IPv6 ? "IPv6" : "IPv4";
                result.add(new Task.IpAddress(address.getIpAddress(), protocol));
            }
        }
        return List.copyOf(result);
    }
}
