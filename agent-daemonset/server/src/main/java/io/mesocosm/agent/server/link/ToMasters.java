package io.mesocosm.agent.server.link;

import com.google.protobuf.ByteString;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.ExecutorExited;
import io.mesocosm.protocol.link.v1.ExecutorMessage;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.HeldExecutor;
import io.mesocosm.protocol.link.v1.HeldFramework;
import io.mesocosm.protocol.link.v1.HeldTask;
import io.mesocosm.protocol.link.v1.Register;
import io.mesocosm.protocol.link.v1.Reregister;
import io.mesocosm.protocol.link.v1.StatusUpdate;

/** The core's effects as messages to the master. */
final class ToMasters {
    private ToMasters() {}

    static FromAgent register(AgentFacts facts) {
        return FromAgent.newBuilder().setRegister(Register.newBuilder().setFacts(facts)).build();
    }

    static FromAgent reregister(AgentFacts facts, String agentId, Effect.Holdings holdings) {
        Reregister.Builder message = Reregister.newBuilder().setFacts(facts);
        for (FrameworkSpec framework : holdings.frameworks()) {
            message.addFrameworks(
                    HeldFramework.newBuilder().setFrameworkInfo(bytes(framework.info())));
        }
        for (ExecutorSpec executor : holdings.executors()) {
            message.addExecutors(
                    HeldExecutor.newBuilder()
                            .setFrameworkId(executor.key().frameworkId())
                            .setExecutorInfo(bytes(executor.info())));
        }
        for (Effect.HeldTask task : holdings.tasks()) {
            message.addTasks(held(task, agentId));
        }
        return FromAgent.newBuilder().setReregister(message).build();
    }

    private static HeldTask held(Effect.HeldTask task, String agentId) {
        boolean command = task.executor().kind() == ExecutorKind.COMMAND;
        String executorId = task.executor().key().executorId();
        HeldTask.Builder message =
                HeldTask.newBuilder()
                        .setFrameworkId(task.task().key().frameworkId())
                        .setTaskInfo(bytes(task.task().info()))
                        .setAcknowledged(task.acknowledged());
        if (!command) {
            message.setExecutorId(executorId).setExecutorInfo(bytes(task.executor().info()));
        }
        for (Status status : task.statuses()) {
            message.addStatuses(
                    Statuses.encode(task.task().key(), executorId, agentId, status).toByteString());
        }
        return message.build();
    }

    static FromAgent update(Effect.SendUpdate update, String agentId) {
        return FromAgent.newBuilder()
                .setStatusUpdate(
                        StatusUpdate.newBuilder()
                                .setFrameworkId(update.task().frameworkId())
                                .setExecutorId(update.command() ? "" : update.executorId())
                                .setStatus(
                                        Statuses.encode(
                                                        update.task(),
                                                        update.executorId(),
                                                        agentId,
                                                        update.status())
                                                .toByteString())
                                .setLatestState(update.latest().wireName()))
                .build();
    }

    static FromAgent exited(Effect.SendExecutorExited exited) {
        return FromAgent.newBuilder()
                .setExecutorExited(
                        ExecutorExited.newBuilder()
                                .setFrameworkId(exited.executor().frameworkId())
                                .setExecutorId(exited.executor().executorId())
                                .setStatus(exited.waitStatus()))
                .build();
    }

    static FromAgent message(Effect.SendExecutorMessage message) {
        return FromAgent.newBuilder()
                .setExecutorMessage(
                        ExecutorMessage.newBuilder()
                                .setFrameworkId(message.executor().frameworkId())
                                .setExecutorId(message.executor().executorId())
                                .setData(bytes(message.data())))
                .build();
    }

    private static ByteString bytes(Payload payload) {
        return ByteString.copyFrom(payload.bytes());
    }
}
