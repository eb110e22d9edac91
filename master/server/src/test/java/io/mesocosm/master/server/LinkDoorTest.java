package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.mesocosm.master.server.link.LinkDoor;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.FromMaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a standby tells agents (design §3). */
class LinkDoorTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile String leader = "";
    private final LinkDoor door = new LinkDoor(() -> new LinkDoor.Way.Elsewhere(leader), timer);
    private final String name = UUID.randomUUID().toString();
    private final Server server = serving();
    private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private Server serving() {
        try {
            return InProcessServerBuilder.forName(name).addService(door).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        channel.shutdownNow();
        server.shutdownNow();
        timer.shutdownNow();
    }

    private void connect() {
        AgentLinkGrpc.newStub(channel)
                .connect(
                        new StreamObserver<>() {
                            @Override
                            public void onNext(FromMaster message) {
                                told.add(message.getNotLeader().getLeader());
                            }

                            @Override
                            public void onError(Throwable fault) {
                                told.add("fault");
                            }

                            @Override
                            public void onCompleted() {
                                told.add("end");
                            }
                        });
    }

    private String next() throws InterruptedException {
        return String.valueOf(told.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void namesTheLeaderAtOnce() throws Exception {
        leader = "10.0.0.2:5055";
        connect();
        assertThat(next()).isEqualTo("10.0.0.2:5055");
    }

    @Test
    void tellsAnAgentThatWaitsWhenAnotherLeads() throws Exception {
        leader = "10.0.0.2:5055";
        connect();
        assertThat(next()).isEqualTo("10.0.0.2:5055");
        leader = "";
        door.tell();
        leader = "10.0.0.3:5055";
        door.tell();
        assertThat(next()).isEqualTo("10.0.0.3:5055");
        assertThat(next()).isEqualTo("end");
    }

    @Test
    void letsNobodyWaitForLong() throws Exception {
        connect();
        assertThat(next()).isEmpty();
        assertThat(next()).isEqualTo("end");
    }
}
