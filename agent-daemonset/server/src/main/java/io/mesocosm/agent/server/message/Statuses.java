package io.mesocosm.agent.server.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckType;
import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.Limitation;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.Source;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskState;
import io.mesocosm.protocol.v1.CheckStatusInfo;
import io.mesocosm.protocol.v1.ContainerID;
import io.mesocosm.protocol.v1.ContainerStatus;
import io.mesocosm.protocol.v1.NetworkInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskResourceLimitation;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.Value;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mesos's TaskStatus to and from the core's (spec section 0.5, 7). */
public final class Statuses {
    private Statuses() {}

    /** As it goes to the master: what a custom executor sent keeps every field that it had. */
    public static TaskStatus encode(
            TaskKey task, String executorId, @Nullable String agentId, Status status) {
        TaskStatus.Builder message =
                status.original().isEmpty() ? written(status) : forwarded(status);
        message.getTaskIdBuilder().setValue(task.taskId());
        if (!executorId.isEmpty()) {
            message.getExecutorIdBuilder().setValue(executorId);
        }
        if (agentId != null) {
            message.getAgentIdBuilder().setValue(agentId);
        }
        message.setUuid(uuid(status.uuid()));
        ContainerFacts facts = status.container();
        if (facts != null) {
            complete(message.getContainerStatusBuilder(), facts);
        }
        return message.build();
    }

    private static TaskStatus.Builder forwarded(Status status) {
        try {
            TaskStatus.Builder message =
                    TaskStatus.parseFrom(status.original().bytes()).toBuilder();
            if (!message.hasTimestamp()) {
                message.setTimestamp(seconds(status.timestamp()));
            }
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a status that was readable when it came", e);
        }
    }

    private static TaskStatus.Builder written(Status status) {
        TaskStatus.Builder message =
                TaskStatus.newBuilder()
                        .setState(
                                io.mesocosm.protocol.v1.TaskState.valueOf(
                                        status.state().wireName()))
                        .setSource(
                                status.source() == Source.AGENT
                                        ? TaskStatus.Source.SOURCE_AGENT
                                        : TaskStatus.Source.SOURCE_EXECUTOR)
                        .setTimestamp(seconds(status.timestamp()));
        if (!status.message().isEmpty()) {
            message.setMessage(status.message());
        }
        Reason reason = status.reason();
        if (reason != null) {
            message.setReason(TaskStatus.Reason.valueOf(reason.wireName()));
        }
        if (status.healthy() != null) {
            message.setHealthy(status.healthy());
        }
        if (status.check() != null) {
            message.setCheckStatus(check(status.check()));
        }
        if (status.limitation() != null) {
            message.setLimitation(limitation(status.limitation()));
        }
        return message;
    }

    /** What is known of a container, as a status carries it. */
    public static ContainerStatus container(ContainerFacts facts) {
        ContainerStatus.Builder message = ContainerStatus.newBuilder();
        complete(message, facts);
        return message.build();
    }

    private static void complete(ContainerStatus.Builder message, ContainerFacts facts) {
        if (!message.hasContainerId()) {
            message.setContainerId(containerId(facts.id()));
        }
        if (message.getNetworkInfosCount() == 0 && !facts.addresses().isEmpty()) {
            NetworkInfo.Builder network = message.addNetworkInfosBuilder();
            for (String address : facts.addresses()) {
                network.addIpAddressesBuilder()
                        .setIpAddress(address)
                        .setProtocol(
                                address.indexOf(':') < 0
                                        ? NetworkInfo.Protocol.IPv4
                                        : NetworkInfo.Protocol.IPv6);
            }
        }
        if (!message.hasExecutorPid() && facts.pid() > 0) {
            message.setExecutorPid((int) facts.pid());
        }
    }

    public static ContainerID containerId(ContainerId id) {
        ContainerID.Builder message = ContainerID.newBuilder().setValue(id.value());
        if (id.parent() != null) {
            message.setParent(containerId(id.parent()));
        }
        return message.build();
    }

    private static ContainerId containerId(ContainerID message) {
        return new ContainerId(
                message.getValue(), message.hasParent() ? containerId(message.getParent()) : null);
    }

    private static CheckStatusInfo check(CheckOutcome outcome) {
        CheckStatusInfo.Builder message =
                CheckStatusInfo.newBuilder()
                        .setType(
                                io.mesocosm.protocol.v1.CheckInfo.Type.valueOf(
                                        outcome.type().name()));
        Integer value = outcome.value();
        switch (outcome.type()) {
            case COMMAND -> {
                CheckStatusInfo.Command.Builder command = message.getCommandBuilder();
                if (value != null) {
                    command.setExitCode(value);
                }
            }
            case HTTP -> {
                CheckStatusInfo.Http.Builder http = message.getHttpBuilder();
                if (value != null) {
                    http.setStatusCode(value);
                }
            }
            case TCP -> {
                CheckStatusInfo.Tcp.Builder tcp = message.getTcpBuilder();
                if (value != null) {
                    tcp.setSucceeded(value == 1);
                }
            }
        }
        return message.build();
    }

    private static TaskResourceLimitation limitation(Limitation limitation) {
        TaskResourceLimitation.Builder message = TaskResourceLimitation.newBuilder();
        limitation
                .resources()
                .forEach(
                        (name, thousandths) ->
                                message.addResources(
                                        Resource.newBuilder()
                                                .setName(name)
                                                .setType(Value.Type.SCALAR)
                                                .setScalar(
                                                        Value.Scalar.newBuilder()
                                                                .setValue(thousandths / 1000.0))));
        return message.build();
    }

    /**
     * A status read back from the log, or sent by an executor; {@code original}: keep it as it
     * came.
     */
    public static Status decode(TaskStatus message, boolean original, Instant now) {
        return new Status(
                uuid(message.getUuid()),
                state(message),
                message.getSource() == TaskStatus.Source.SOURCE_AGENT
                        ? Source.AGENT
                        : Source.EXECUTOR,
                reason(message),
                message.getMessage(),
                message.hasTimestamp() ? instant(message.getTimestamp()) : now,
                message.hasHealthy() ? message.getHealthy() : null,
                message.hasCheckStatus() ? outcome(message.getCheckStatus()) : null,
                message.hasContainerStatus() ? facts(message.getContainerStatus()) : null,
                message.hasLimitation() ? limitation(message) : null,
                original ? Payload.of(message.toByteArray()) : Payload.EMPTY);
    }

    private static TaskState state(TaskStatus message) {
        return TaskState.valueOf(message.getState().name().substring("TASK_".length()));
    }

    private static @Nullable Reason reason(TaskStatus message) {
        if (!message.hasReason()) {
            return null;
        }
        String name = message.getReason().name().substring("REASON_".length());
        for (Reason reason : Reason.values()) {
            if (reason.name().equals(name)) {
                return reason;
            }
        }
        return null;
    }

    private static CheckOutcome outcome(CheckStatusInfo message) {
        return switch (message.getType()) {
            case HTTP ->
                    new CheckOutcome(
                            CheckType.HTTP,
                            message.getHttp().hasStatusCode()
                                    ? message.getHttp().getStatusCode()
                                    : null);
            case TCP ->
                    new CheckOutcome(
                            CheckType.TCP,
                            message.getTcp().hasSucceeded()
                                    ? (message.getTcp().getSucceeded() ? 1 : 0)
                                    : null);
            case COMMAND, UNKNOWN ->
                    new CheckOutcome(
                            CheckType.COMMAND,
                            message.getCommand().hasExitCode()
                                    ? message.getCommand().getExitCode()
                                    : null);
        };
    }

    private static @Nullable ContainerFacts facts(ContainerStatus message) {
        if (!message.hasContainerId()) {
            return null;
        }
        List<String> addresses = new ArrayList<>();
        message.getNetworkInfosList()
                .forEach(
                        network ->
                                network.getIpAddressesList()
                                        .forEach(address -> addresses.add(address.getIpAddress())));
        return new ContainerFacts(
                containerId(message.getContainerId()), addresses, message.getExecutorPid());
    }

    private static @Nullable Limitation limitation(TaskStatus message) {
        Reason reason = reason(message);
        if (reason == null) {
            return null;
        }
        Map<String, Long> resources = new LinkedHashMap<>();
        message.getLimitation()
                .getResourcesList()
                .forEach(
                        resource ->
                                resources.put(
                                        resource.getName(),
                                        Math.round(resource.getScalar().getValue() * 1000)));
        return new Limitation(reason, message.getMessage(), resources);
    }

    public static ByteString uuid(UUID uuid) {
        byte[] bytes = new byte[16];
        ByteBuffer.wrap(bytes)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits());
        return ByteString.copyFrom(bytes);
    }

    public static UUID uuid(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static double seconds(Instant instant) {
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    private static Instant instant(double seconds) {
        long whole = (long) Math.floor(seconds);
        return Instant.ofEpochSecond(whole, Math.round((seconds - whole) * 1e6) * 1000);
    }
}
