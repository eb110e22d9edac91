package io.mesocosm.master.server.link;

import io.grpc.ManagedChannel;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A standby's own call at its agent link: the first one costs several hundred milliseconds, which
 * agents should not wait for when it leads.
 */
public final class LinkRehearsal {
    private static final long PATIENCE_SECONDS = 10;

    private LinkRehearsal() {}

    /**
     * Connects, is told who leads, and leaves.
     *
     * @param identity of this master, which is at both ends; null for plain text
     */
    public static void at(String ip, int port, @Nullable TlsIdentity identity)
            throws ExecutionException, TimeoutException, InterruptedException, IOException {
        ManagedChannel channel = channel(ip, port, identity);
        try {
            CompletableFuture<FromMaster> told = new CompletableFuture<>();
            StreamObserver<FromAgent> link =
                    AgentLinkGrpc.newStub(channel)
                            .connect(
                                    new StreamObserver<>() {
                                        @Override
                                        public void onNext(FromMaster message) {
                                            told.complete(message);
                                        }

                                        @Override
                                        public void onError(Throwable fault) {
                                            told.completeExceptionally(fault);
                                        }

                                        @Override
                                        public void onCompleted() {}
                                    });
            link.onNext(FromAgent.getDefaultInstance());
            var _ = told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } finally {
            channel.shutdownNow();
        }
    }

    private static ManagedChannel channel(String ip, int port, @Nullable TlsIdentity identity)
            throws IOException {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(ip, port);
        if (identity == null) {
            return builder.usePlaintext().build();
        }
        return builder.negotiationType(NegotiationType.TLS)
                .sslContext(LinkTls.client(identity))
                .build();
    }
}
