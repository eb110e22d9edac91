package io.mesocosm.agent.server.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.server.message.Specs;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.KillTask;
import io.mesocosm.protocol.link.v1.RunTask;
import io.mesocosm.protocol.link.v1.RunTaskGroup;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.TaskInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A master's messages as the core's inputs. */
final class FromMasters {
    private FromMasters() {}

    /** Empty for those that are the link's own affair. */
    static Optional<Input> input(FromMaster message) throws InvalidProtocolBufferException {
        return switch (message.getMessageCase()) {
            case REGISTERED ->
                    Optional.of(new Input.Registered(message.getRegistered().getAgentId()));
            case REREGISTERED ->
                    Optional.of(new Input.Registered(message.getReregistered().getAgentId()));
            case RUN_TASK -> Optional.of(runTask(message.getRunTask()));
            case RUN_TASK_GROUP -> Optional.of(runGroup(message.getRunTaskGroup()));
            case KILL_TASK -> Optional.of(kill(message.getKillTask()));
            case ACKNOWLEDGEMENT ->
                    Optional.of(
                            new Input.AcknowledgeUpdate(
                                    new TaskKey(
                                            message.getAcknowledgement().getFrameworkId(),
                                            message.getAcknowledgement().getTaskId()),
                                    Statuses.uuid(message.getAcknowledgement().getUuid())));
            case FRAMEWORK_MESSAGE ->
                    Optional.of(
                            new Input.FrameworkMessage(
                                    new ExecutorKey(
                                            message.getFrameworkMessage().getFrameworkId(),
                                            message.getFrameworkMessage().getExecutorId()),
                                    Payload.of(
                                            message.getFrameworkMessage()
                                                    .getData()
                                                    .toByteArray())));
            case SHUTDOWN_EXECUTOR ->
                    Optional.of(
                            new Input.ShutdownExecutor(
                                    new ExecutorKey(
                                            message.getShutdownExecutor().getFrameworkId(),
                                            message.getShutdownExecutor().getExecutorId())));
            case SHUTDOWN_FRAMEWORK ->
                    Optional.of(
                            new Input.ShutdownFramework(
                                    message.getShutdownFramework().getFrameworkId()));
            case UPDATE_FRAMEWORK ->
                    Optional.of(
                            new Input.UpdateFramework(
                                    Specs.framework(
                                            message.getUpdateFramework()
                                                    .getFrameworkInfo()
                                                    .toByteArray())));
            case SHUTDOWN ->
                    Optional.of(new Input.ShutdownAgent(message.getShutdown().getMessage()));
            case RECONCILE_TASKS ->
                    Optional.of(
                            new Input.ReconcileTasks(
                                    message.getReconcileTasks().getFrameworkId(),
                                    List.copyOf(message.getReconcileTasks().getTaskIdsList())));
            case NOT_LEADER, PING, MESSAGE_NOT_SET -> Optional.empty();
        };
    }

    private static Input runTask(RunTask run) throws InvalidProtocolBufferException {
        FrameworkSpec framework = Specs.framework(run.getFrameworkInfo().toByteArray());
        byte[] encoded = run.getTaskInfo().toByteArray();
        TaskInfo task = TaskInfo.parseFrom(encoded);
        ExecutorSpec executor =
                task.hasExecutor()
                        ? Specs.executor(framework.id(), task.getExecutor().toByteArray())
                        : null;
        return new Input.RunTask(framework, Specs.task(framework.id(), encoded), executor);
    }

    private static Input runGroup(RunTaskGroup run) throws InvalidProtocolBufferException {
        FrameworkSpec framework = Specs.framework(run.getFrameworkInfo().toByteArray());
        List<TaskSpec> tasks = new ArrayList<>();
        for (ByteString task : run.getTaskInfosList()) {
            tasks.add(Specs.task(framework.id(), task.toByteArray()));
        }
        return new Input.RunTaskGroup(
                framework,
                Specs.executor(framework.id(), run.getExecutorInfo().toByteArray()),
                tasks);
    }

    private static Input kill(KillTask kill) throws InvalidProtocolBufferException {
        return new Input.KillTask(
                new TaskKey(kill.getFrameworkId(), kill.getTaskId()),
                kill.getKillPolicy().isEmpty()
                        ? null
                        : Specs.grace(KillPolicy.parseFrom(kill.getKillPolicy())));
    }
}
