package io.mesocosm.master.server.intake;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.protocol.link.v1.AgentUpdate;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.HeldExecutor;
import io.mesocosm.protocol.link.v1.HeldFramework;
import io.mesocosm.protocol.link.v1.HeldTask;
import io.mesocosm.protocol.link.v1.Reregister;
import io.mesocosm.protocol.link.v1.StatusUpdate;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an agent's messages on its link. */
public final class LinkIntake {
    private final Clock clock;

    public LinkIntake(Clock clock) {
        this.clock = clock;
    }

    /**
     * The message as an input.
     *
     * @throws InvalidProtocolBufferException when a message within is none
     * @throws IllegalArgumentException when it makes no sense
     */
    public AgentMessage read(FromAgent message, LinkHandle link)
            throws InvalidProtocolBufferException {
        return switch (message.getMessageCase()) {
            case REGISTER ->
                    new AgentMessage.AgentRegister(
                            link, AgentIntake.agent(message.getRegister().getFacts()));
            case REREGISTER -> reregister(message.getReregister(), link);
            case PONG -> new AgentMessage.Pong(link, message.getPong().getSequence());
            case STATUS_UPDATE -> update(message.getStatusUpdate(), link);
            case EXECUTOR_EXITED ->
                    new AgentMessage.ExecutorExited(
                            link,
                            message.getExecutorExited().getFrameworkId(),
                            message.getExecutorExited().getExecutorId(),
                            message.getExecutorExited().getStatus());
            case EXECUTOR_MESSAGE ->
                    new AgentMessage.MessageFromExecutor(
                            link,
                            message.getExecutorMessage().getFrameworkId(),
                            message.getExecutorMessage().getExecutorId(),
                            Payload.of(message.getExecutorMessage().getData().toByteArray()));
            case AGENT_UPDATE ->
                    new AgentMessage.AgentUpdate(
                            link, ResourceMessages.read(resources(message.getAgentUpdate())));
            case UNREGISTER -> new AgentMessage.AgentUnregister(link);
            case MESSAGE_NOT_SET ->
                    throw new IllegalArgumentException(
                            "a message of a kind that this master does not know");
        };
    }

    private static List<Resource> resources(AgentUpdate update)
            throws InvalidProtocolBufferException {
        List<Resource> resources = new ArrayList<>();
        for (ByteString resource : update.getTotalResourcesList()) {
            resources.add(Resource.parseFrom(resource));
        }
        return resources;
    }

    private AgentMessage update(StatusUpdate update, LinkHandle link)
            throws InvalidProtocolBufferException {
        return new AgentMessage.StatusUpdate(
                link,
                update.getFrameworkId(),
                orNull(update.getExecutorId()),
                status(update.getStatus()),
                update.getLatestState().isEmpty()
                        ? null
                        : TaskState.valueOf(update.getLatestState()));
    }

    private StatusSpec status(ByteString encoded) throws InvalidProtocolBufferException {
        return StatusIntake.status(TaskStatus.parseFrom(encoded), encoded, Instant.now(clock));
    }

    private AgentMessage reregister(Reregister message, LinkHandle link)
            throws InvalidProtocolBufferException {
        String id = AgentIntake.id(message.getFacts());
        if (id.isEmpty()) {
            throw new IllegalArgumentException("an agent re-registers without its id");
        }
        List<FrameworkSpec> frameworks = new ArrayList<>();
        for (HeldFramework held : message.getFrameworksList()) {
            frameworks.add(FrameworkIntake.spec(FrameworkInfo.parseFrom(held.getFrameworkInfo())));
        }
        List<AgentMessage.HeldExecutor> executors = new ArrayList<>();
        for (HeldExecutor held : message.getExecutorsList()) {
            executors.add(
                    new AgentMessage.HeldExecutor(
                            held.getFrameworkId(),
                            TaskIntake.executor(
                                    ExecutorInfo.parseFrom(held.getExecutorInfo()),
                                    held.getFrameworkId())));
        }
        List<AgentMessage.HeldTask> tasks = new ArrayList<>();
        for (HeldTask held : message.getTasksList()) {
            tasks.add(task(held));
        }
        return new AgentMessage.AgentReregister(
                link, id, AgentIntake.agent(message.getFacts()), frameworks, executors, tasks);
    }

    private AgentMessage.HeldTask task(HeldTask held) throws InvalidProtocolBufferException {
        TaskInfo info = TaskInfo.parseFrom(held.getTaskInfo());
        List<StatusSpec> statuses = new ArrayList<>();
        for (ByteString status : held.getStatusesList()) {
            statuses.add(status(status));
        }
        return new AgentMessage.HeldTask(
                held.getFrameworkId(),
                TaskIntake.task(info, held.getFrameworkId()),
                orNull(held.getExecutorId()),
                role(info),
                statuses,
                held.getAcknowledged());
    }

    /** The role that the master allocated the task's resources to when it was launched. */
    private static @Nullable String role(TaskInfo info) {
        for (Resource resource : info.getResourcesList()) {
            if (resource.getAllocationInfo().hasRole()) {
                return resource.getAllocationInfo().getRole();
            }
        }
        return null;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
