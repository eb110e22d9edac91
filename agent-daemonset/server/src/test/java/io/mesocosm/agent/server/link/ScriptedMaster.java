package io.mesocosm.agent.server.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.Connection;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.KillTask;
import io.mesocosm.protocol.link.v1.NotLeader;
import io.mesocosm.protocol.link.v1.Registered;
import io.mesocosm.protocol.link.v1.Reregistered;
import io.mesocosm.protocol.link.v1.RunTask;
import io.mesocosm.protocol.link.v1.RunTaskGroup;
import io.mesocosm.protocol.link.v1.StatusUpdate;
import io.mesocosm.protocol.link.v1.StatusUpdateAcknowledgement;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A master of the link's contract that does what the test says and remembers all it heard. */
public final class ScriptedMaster implements AutoCloseable {
    private final AgentLink service = new AgentLink();
    private final Server server;

    public final List<FromAgent> heard = new CopyOnWriteArrayList<>();
    public final List<TaskStatus> statuses = new CopyOnWriteArrayList<>();
    public volatile long term = 1;
    public volatile @Nullable String leader;
    public volatile boolean acknowledging = true;

    /** Which trace the next messages are of; empty for none. */
    public volatile String traceparent = "";

    public volatile long pingTimeoutMillis = 60_000;
    private volatile @Nullable StreamObserver<FromMaster> agent;
    private final AtomicInteger connections = new AtomicInteger();

    private ScriptedMaster(ServerBuilder<?> builder) throws IOException {
        server = builder.addService(service).directExecutor().build().start();
    }

    public static ScriptedMaster inProcess(String name) throws IOException {
        return new ScriptedMaster(InProcessServerBuilder.forName(name));
    }

    public static ScriptedMaster at(int port) throws IOException {
        return new ScriptedMaster(
                NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    public int port() {
        return server.getPort();
    }

    public int connections() {
        return connections.get();
    }

    private final class AgentLink extends AgentLinkGrpc.AgentLinkImplBase {
        @Override
        public StreamObserver<FromAgent> connect(StreamObserver<FromMaster> out) {
            connections.incrementAndGet();
            agent = out;
            return new Incoming(out);
        }
    }

    private final class Incoming implements StreamObserver<FromAgent> {
        private final StreamObserver<FromMaster> out;

        Incoming(StreamObserver<FromMaster> out) {
            this.out = out;
        }

        @Override
        public void onNext(FromAgent message) {
            heard.add(message);
            String elsewhere = leader;
            if (elsewhere != null) {
                out.onNext(
                        FromMaster.newBuilder()
                                .setTerm(term)
                                .setNotLeader(NotLeader.newBuilder().setLeader(elsewhere))
                                .build());
                out.onCompleted();
                return;
            }
            answer(message);
        }

        private void answer(FromAgent message) {
            Connection connection =
                    Connection.newBuilder()
                            .setPingTimeoutMillis(pingTimeoutMillis)
                            .setMasterHostname("master.test")
                            .build();
            switch (message.getMessageCase()) {
                case REGISTER ->
                        send(
                                m ->
                                        m.setRegistered(
                                                Registered.newBuilder()
                                                        .setAgentId("master-S0")
                                                        .setConnection(connection)));
                case REREGISTER ->
                        send(
                                m ->
                                        m.setReregistered(
                                                Reregistered.newBuilder()
                                                        .setAgentId("master-S0")
                                                        .setConnection(connection)));
                case STATUS_UPDATE -> take(message.getStatusUpdate());
                default -> {}
            }
        }

        @Override
        public void onError(Throwable error) {
            // The agent left; the test sees it by the next connection.
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }

    private void take(StatusUpdate update) {
        try {
            TaskStatus status = TaskStatus.parseFrom(update.getStatus());
            statuses.add(status);
            if (acknowledging) {
                acknowledge(update.getFrameworkId(), status);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    public void acknowledge(String frameworkId, TaskStatus status) {
        send(
                message ->
                        message.setAcknowledgement(
                                StatusUpdateAcknowledgement.newBuilder()
                                        .setFrameworkId(frameworkId)
                                        .setTaskId(status.getTaskId().getValue())
                                        .setUuid(status.getUuid())));
    }

    public synchronized void send(Consumer<FromMaster.Builder> message) {
        StreamObserver<FromMaster> to = agent;
        if (to == null) {
            throw new IllegalStateException("no agent is connected");
        }
        FromMaster.Builder builder =
                FromMaster.newBuilder().setTerm(term).setTraceparent(traceparent);
        message.accept(builder);
        to.onNext(builder.build());
    }

    public void run(FrameworkInfo framework, TaskInfo task) {
        send(
                message ->
                        message.setRunTask(
                                RunTask.newBuilder()
                                        .setFrameworkInfo(framework.toByteString())
                                        .setTaskInfo(task.toByteString())));
    }

    public void runGroup(FrameworkInfo framework, ExecutorInfo executor, TaskInfo... tasks) {
        RunTaskGroup.Builder group =
                RunTaskGroup.newBuilder()
                        .setFrameworkInfo(framework.toByteString())
                        .setExecutorInfo(executor.toByteString());
        for (TaskInfo task : tasks) {
            group.addTaskInfos(task.toByteString());
        }
        send(message -> message.setRunTaskGroup(group));
    }

    public void kill(String frameworkId, String taskId, ByteString policy) {
        send(
                message ->
                        message.setKillTask(
                                KillTask.newBuilder()
                                        .setFrameworkId(frameworkId)
                                        .setTaskId(taskId)
                                        .setKillPolicy(policy)));
    }

    /** States told of the task so far, repetitions left out. */
    public List<String> states(String taskId) {
        return statuses.stream()
                .filter(status -> status.getTaskId().getValue().equals(taskId))
                .map(status -> status.getUuid().toStringUtf8() + "/" + status.getState().name())
                .distinct()
                .map(text -> text.substring(text.lastIndexOf('/') + 1))
                .toList();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
