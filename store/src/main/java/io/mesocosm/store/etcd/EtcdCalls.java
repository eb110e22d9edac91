package io.mesocosm.store.etcd;

import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseKeepAliveResponse;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseRevokeResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.mesocosm.tls.TlsIdentity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** etcd's calls as futures, each with a deadline, over one channel to all members. */
final class EtcdCalls implements AutoCloseable {
    private static final Duration RETRY_DELAY = Duration.ofMillis(50);
    private static final Duration PING =
            Duration.ofSeconds(10); // etcd forbids more than one in 5 s
    private static final Duration PONG = Duration.ofSeconds(3);
    private static final int MAX_INBOUND = 96 << 20; // a page of entries

    private final ManagedChannel channel;
    private final Duration timeout;
    private final @Nullable TlsIdentity identity;

    EtcdCalls(EtcdOptions options) {
        timeout = options.timeout();
        NettyChannelBuilder builder =
                NettyChannelBuilder.forTarget(EtcdNames.target(options.endpoints()))
                        .defaultLoadBalancingPolicy("round_robin")
                        .disableRetry() // a transaction must not be sent twice
                        .maxInboundMessageSize(MAX_INBOUND)
                        .keepAliveTime(PING.toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(PONG.toMillis(), TimeUnit.MILLISECONDS)
                        .negotiationType(NegotiationType.PLAINTEXT);
        identity = options.tls().map(EtcdTls::open).orElse(null);
        if (identity != null) {
            builder.negotiationType(NegotiationType.TLS).sslContext(EtcdTls.context(identity));
        }
        channel = builder.build();
    }

    /** Reads, and tries again until the timeout: a read may be sent twice. */
    CompletableFuture<RangeResponse> range(RangeRequest request) {
        return range(request, timeout);
    }

    CompletableFuture<RangeResponse> range(RangeRequest request, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        return unary(KVGrpc.getRangeMethod(), request, within)
                .exceptionallyCompose(
                        fault -> {
                            Duration left =
                                    Duration.ofNanos(end - System.nanoTime()).minus(RETRY_DELAY);
                            if (!left.isPositive()
                                    || Status.fromThrowable(fault).getCode()
                                            != Status.Code.UNAVAILABLE) {
                                return CompletableFuture.failedFuture(fault);
                            }
                            Executor later =
                                    CompletableFuture.delayedExecutor(
                                            RETRY_DELAY.toMillis(), TimeUnit.MILLISECONDS);
                            return CompletableFuture.runAsync(() -> {}, later)
                                    .thenCompose(_ -> range(request, left));
                        });
    }

    /** Sends the transaction once. */
    CompletableFuture<TxnResponse> txn(TxnRequest request) {
        return unary(KVGrpc.getTxnMethod(), request, timeout);
    }

    CompletableFuture<LeaseGrantResponse> grant(Duration ttl) {
        return unary(
                LeaseGrpc.getLeaseGrantMethod(),
                LeaseGrantRequest.newBuilder().setTTL(ttl.toSeconds()).build(),
                ttl);
    }

    CompletableFuture<LeaseRevokeResponse> revoke(long lease) {
        return unary(
                LeaseGrpc.getLeaseRevokeMethod(),
                LeaseRevokeRequest.newBuilder().setID(lease).build(),
                timeout);
    }

    /**
     * Sends one keep-alive, by a call of its own: successive ones go to different members, and none
     * waits for another.
     *
     * @return the TTL that the lease now has; 0 when there is no such lease any more
     */
    CompletableFuture<Duration> keepAlive(long lease, Duration within) {
        CompletableFuture<Duration> answer = new CompletableFuture<>();
        StreamObserver<LeaseKeepAliveRequest> requests =
                ClientCalls.asyncBidiStreamingCall(
                        call(LeaseGrpc.getLeaseKeepAliveMethod(), within),
                        new StreamObserver<LeaseKeepAliveResponse>() {
                            @Override
                            public void onNext(LeaseKeepAliveResponse response) {
                                answer.complete(Duration.ofSeconds(response.getTTL()));
                            }

                            @Override
                            public void onError(Throwable fault) {
                                answer.completeExceptionally(fault);
                            }

                            @Override
                            public void onCompleted() {
                                answer.completeExceptionally(
                                        Status.UNAVAILABLE
                                                .withDescription("the keep-alive has no answer")
                                                .asRuntimeException());
                            }
                        });
        requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
        requests.onCompleted();
        return answer;
    }

    /** A watch that goes on until it is closed or breaks; a broken one does not come back. */
    Watch watch(WatchCreateRequest range, Runnable changed) {
        Watch watch = new Watch(changed);
        StreamObserver<WatchRequest> requests =
                ClientCalls.asyncBidiStreamingCall(
                        channel.newCall(
                                WatchGrpc.getWatchMethod(), CallOptions.DEFAULT.withWaitForReady()),
                        watch);
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(range).build());
        return watch;
    }

    /** Tries to connect now, where the channel would wait longer and longer between its tries. */
    void wake() {
        channel.resetConnectBackoff();
    }

    private <Q, A> CompletableFuture<A> unary(
            MethodDescriptor<Q, A> method, Q request, Duration within) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        ClientCalls.asyncUnaryCall(
                call(method, within),
                request,
                new StreamObserver<A>() {
                    @Override
                    public void onNext(A value) {
                        answer.complete(value);
                    }

                    @Override
                    public void onError(Throwable fault) {
                        wake();
                        answer.completeExceptionally(fault);
                    }

                    @Override
                    public void onCompleted() {}
                });
        return answer;
    }

    private <Q, A> ClientCall<Q, A> call(MethodDescriptor<Q, A> method, Duration within) {
        return channel.newCall(
                method,
                CallOptions.DEFAULT
                        .withWaitForReady()
                        .withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        if (identity != null) {
            identity.close();
        }
    }

    /**
     * One watch; calls back on a thread of the channel, also when it was set up and when it broke.
     */
    static final class Watch
            implements ClientResponseObserver<WatchRequest, WatchResponse>, AutoCloseable {
        private final Runnable changed;
        private volatile @Nullable ClientCallStreamObserver<WatchRequest> requests;
        private volatile boolean broken;

        private Watch(Runnable changed) {
            this.changed = changed;
        }

        boolean isBroken() {
            return broken;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            requests = stream;
        }

        @Override
        public void onNext(WatchResponse response) {
            if (response.getCanceled()) {
                broken = true;
            }
            changed.run();
        }

        @Override
        public void onError(Throwable fault) {
            broken = true;
            changed.run();
        }

        @Override
        public void onCompleted() {
            broken = true;
            changed.run();
        }

        @Override
        public void close() {
            ClientCallStreamObserver<WatchRequest> stream = requests;
            if (stream != null) {
                stream.cancel("the watch is closed", null);
            }
        }
    }
}
