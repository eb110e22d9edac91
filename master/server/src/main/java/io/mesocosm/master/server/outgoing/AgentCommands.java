package io.mesocosm.master.server.outgoing;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.server.intake.Encoded;
import io.mesocosm.protocol.link.v1.Connection;
import io.mesocosm.protocol.link.v1.FrameworkMessage;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.KillTask;
import io.mesocosm.protocol.link.v1.Ping;
import io.mesocosm.protocol.link.v1.ReconcileTasks;
import io.mesocosm.protocol.link.v1.Registered;
import io.mesocosm.protocol.link.v1.Reregistered;
import io.mesocosm.protocol.link.v1.RunTask;
import io.mesocosm.protocol.link.v1.RunTaskGroup;
import io.mesocosm.protocol.link.v1.Shutdown;
import io.mesocosm.protocol.link.v1.ShutdownExecutor;
import io.mesocosm.protocol.link.v1.ShutdownFramework;
import io.mesocosm.protocol.link.v1.StatusUpdateAcknowledgement;
import io.mesocosm.protocol.link.v1.UpdateFramework;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import java.time.Duration;

/** Commands to agents as messages of the link, each with this leadership's term. */
public final class AgentCommands {
    /** What executors give a task without a kill policy (spec §7.5). */
    private static final Duration USUAL_GRACE = Duration.ofSeconds(3);

    private final long term;
    private final MasterInfo master;

    public AgentCommands(long term, MasterInfo master) {
        this.term = term;
        this.master = requireNonNull(master, "master");
    }

    /**
     * The message of a command.
     *
     * @param traceparent the trace that the agent continues; empty for none
     * @throws IllegalArgumentException for Refused, which ends the link instead
     */
    public FromMaster message(AgentCommand command, String traceparent) {
        FromMaster.Builder message =
                FromMaster.newBuilder().setTerm(term).setTraceparent(traceparent);
        switch (command) {
            case AgentCommand.Registered(String id, long pingTimeout) ->
                    message.setRegistered(
                            Registered.newBuilder()
                                    .setAgentId(id)
                                    .setConnection(connection(pingTimeout)));
            case AgentCommand.Reregistered(String id, long pingTimeout) ->
                    message.setReregistered(
                            Reregistered.newBuilder()
                                    .setAgentId(id)
                                    .setConnection(connection(pingTimeout)));
            case AgentCommand.Ping(long sequence, boolean connected) ->
                    message.setPing(
                            Ping.newBuilder().setSequence(sequence).setConnected(connected));
            case AgentCommand.RunTask run -> message.setRunTask(runTask(run));
            case AgentCommand.RunTaskGroup run -> message.setRunTaskGroup(runGroup(run));
            case AgentCommand.KillTask kill ->
                    message.setKillTask(
                            KillTask.newBuilder()
                                    .setFrameworkId(kill.frameworkId())
                                    .setTaskId(kill.taskId())
                                    .setKillPolicy(bytes(kill.killPolicy())));
            case AgentCommand.DrainTask drain ->
                    message.setKillTask(
                            KillTask.newBuilder()
                                    .setFrameworkId(drain.task().frameworkId())
                                    .setTaskId(drain.task().id())
                                    .setKillPolicy(cap(drain)));
            case AgentCommand.AcknowledgeUpdate acknowledged ->
                    message.setAcknowledgement(
                            StatusUpdateAcknowledgement.newBuilder()
                                    .setFrameworkId(acknowledged.frameworkId())
                                    .setTaskId(acknowledged.taskId())
                                    .setUuid(ByteString.copyFrom(acknowledged.uuid().bytes())));
            case AgentCommand.MessageExecutor sent ->
                    message.setFrameworkMessage(
                            FrameworkMessage.newBuilder()
                                    .setFrameworkId(sent.frameworkId())
                                    .setExecutorId(sent.executorId())
                                    .setData(bytes(sent.data())));
            case AgentCommand.ShutdownExecutor shutdown ->
                    message.setShutdownExecutor(
                            ShutdownExecutor.newBuilder()
                                    .setFrameworkId(shutdown.frameworkId())
                                    .setExecutorId(shutdown.executorId()));
            case AgentCommand.ShutdownFramework(String frameworkId) ->
                    message.setShutdownFramework(
                            ShutdownFramework.newBuilder().setFrameworkId(frameworkId));
            case AgentCommand.UpdateFramework updated ->
                    message.setUpdateFramework(
                            UpdateFramework.newBuilder()
                                    .setFrameworkInfo(
                                            Frameworks.info(updated.framework()).toByteString()));
            case AgentCommand.Shutdown(String text) ->
                    message.setShutdown(Shutdown.newBuilder().setMessage(text));
            case AgentCommand.ReconcileTasks reconcile ->
                    message.setReconcileTasks(
                            ReconcileTasks.newBuilder()
                                    .setFrameworkId(reconcile.frameworkId())
                                    .addAllTaskIds(reconcile.taskIds()));
            case AgentCommand.Refused refused ->
                    throw new IllegalArgumentException("no message: " + refused);
        }
        return message.build();
    }

    private Connection connection(long pingTimeoutMillis) {
        return Connection.newBuilder()
                .setPingTimeoutMillis(pingTimeoutMillis)
                .setMasterAddress(master.getAddress().getIp() + ":" + master.getAddress().getPort())
                .setMasterHostname(master.getHostname())
                .setMasterId(master.getId())
                .build();
    }

    private static RunTask runTask(AgentCommand.RunTask run) {
        return RunTask.newBuilder()
                .setFrameworkInfo(Frameworks.info(run.framework()).toByteString())
                .setTaskInfo(
                        Launches.task(run.task().info(), run.framework().id(), run.role())
                                .toByteString())
                .build();
    }

    private static RunTaskGroup runGroup(AgentCommand.RunTaskGroup run) {
        String frameworkId = run.framework().id();
        RunTaskGroup.Builder message =
                RunTaskGroup.newBuilder()
                        .setFrameworkInfo(Frameworks.info(run.framework()).toByteString())
                        .setExecutorInfo(
                                Launches.executor(
                                                Encoded.read(
                                                        run.executor().info(),
                                                        ExecutorInfo.parser()),
                                                frameworkId,
                                                run.role())
                                        .toByteString());
        run.tasks()
                .forEach(
                        task ->
                                message.addTaskInfos(
                                        Launches.task(task.info(), frameworkId, run.role())
                                                .toByteString()));
        return message.build();
    }

    /** A kill policy if the task might take longer than its agent's drain lets it. */
    private static ByteString cap(AgentCommand.DrainTask drain) {
        Duration most = drain.maxGracePeriod();
        if (most == null) {
            return ByteString.EMPTY;
        }
        KillPolicy own = Encoded.read(drain.task().info(), TaskInfo.parser()).getKillPolicy();
        Duration grace =
                own.hasGracePeriod()
                        ? Duration.ofNanos(own.getGracePeriod().getNanoseconds())
                        : USUAL_GRACE;
        KillPolicy.Builder capped = KillPolicy.newBuilder();
        capped.getGracePeriodBuilder().setNanoseconds(most.toNanos());
        return most.compareTo(grace) < 0 ? capped.build().toByteString() : ByteString.EMPTY;
    }

    private static ByteString bytes(Payload payload) {
        return ByteString.copyFrom(payload.bytes());
    }
}
