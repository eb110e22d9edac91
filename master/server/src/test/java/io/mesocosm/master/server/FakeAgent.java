package io.mesocosm.master.server;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.HeldTask;
import io.mesocosm.protocol.link.v1.Register;
import io.mesocosm.protocol.link.v1.Reregister;
import io.mesocosm.protocol.link.v1.StatusUpdate;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.resource.ResourceMessages;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An agent that speaks the link and runs nothing. */
public final class FakeAgent implements AutoCloseable {
    private final ManagedChannel channel;
    private final StreamObserver<FromAgent> master;
    private final BlockingQueue<FromMaster> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();

    public FakeAgent(int linkPort) {
        this(NettyChannelBuilder.forAddress("127.0.0.1", linkPort).usePlaintext().build());
    }

    /** Over a channel that is closed with it. */
    public FakeAgent(ManagedChannel channel) {
        this.channel = channel;
        master =
                AgentLinkGrpc.newStub(channel)
                        .connect(
                                new StreamObserver<>() {
                                    @Override
                                    public void onNext(FromMaster message) {
                                        received.add(message);
                                    }

                                    @Override
                                    public void onError(Throwable t) {
                                        fault.complete(t);
                                    }

                                    @Override
                                    public void onCompleted() {}
                                });
    }

    public static AgentFacts.Builder facts(String id, int httpPort) {
        return facts(id, "agent.example", httpPort);
    }

    public static AgentFacts.Builder facts(String id, String hostname, int httpPort) {
        AgentInfo.Builder info =
                AgentInfo.newBuilder()
                        .setHostname(hostname)
                        .setPort(httpPort)
                        .addAllResources(
                                ResourceMessages.write(
                                        Resources.parse(
                                                "cpus:4;mem:1024;disk:2048;ports:[31000-32000]"),
                                        ResourceFormat.POST_REFINEMENT));
        if (!id.isEmpty()) {
            info.getIdBuilder().setValue(id);
        }
        return AgentFacts.newBuilder()
                .setProtocol(1)
                .setAgentInfo(info.build().toByteString())
                .setVersion("1.11.0")
                .setAddress("127.0.0.1:" + httpPort)
                .addAllCapabilities(
                        List.of("MULTI_ROLE", "HIERARCHICAL_ROLE", "RESERVATION_REFINEMENT"));
    }

    /** Registers and returns the id that the master gave. */
    public String register() throws InterruptedException {
        return register(facts("", 5051));
    }

    public String register(AgentFacts.Builder facts) throws InterruptedException {
        send(FromAgent.newBuilder().setRegister(Register.newBuilder().setFacts(facts)));
        return next(FromMaster::hasRegistered).getRegistered().getAgentId();
    }

    public FromMaster reregister(String id, HeldTask... tasks) throws InterruptedException {
        send(
                FromAgent.newBuilder()
                        .setReregister(
                                Reregister.newBuilder()
                                        .setFacts(facts(id, 5051))
                                        .addAllTasks(List.of(tasks))));
        return next(FromMaster::hasReregistered);
    }

    public void update(String frameworkId, TaskStatus status) {
        send(
                FromAgent.newBuilder()
                        .setStatusUpdate(
                                StatusUpdate.newBuilder()
                                        .setFrameworkId(frameworkId)
                                        .setStatus(status.toByteString())
                                        .setLatestState(status.getState().name())));
    }

    public void send(FromAgent.Builder message) {
        master.onNext(message.build());
    }

    /** The next message that fits; those before it are dropped. */
    public FromMaster next(Predicate<FromMaster> wanted) throws InterruptedException {
        while (true) {
            FromMaster message = received.poll(15, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no such message in 15 s");
            }
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    /** Why the master ended the link. */
    public Throwable fault() throws Exception {
        return fault.get(15, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
