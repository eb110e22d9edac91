package io.mesocosm.agent.server.link;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Asks a master by gRPC's standard health check whether its process is there: a frozen one, or one
 * that the network has lost, says nothing for as long as the kernel holds the connection. (gRPC's
 * own keep-alive would ask every ten seconds at the most, a master pings every fifteen.)
 */
final class LifeSigns {
    private static final MethodDescriptor<byte[], byte[]> CHECK =
            MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("grpc.health.v1.Health/Check")
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();

    private LifeSigns() {}

    /**
     * Asks once.
     *
     * @param alive told when the process has answered, whatever it said: one that knows no such
     *     check lives too
     */
    static void ask(ManagedChannel channel, Duration patience, Runnable alive) {
        ClientCalls.asyncUnaryCall(
                channel.newCall(
                        CHECK,
                        CallOptions.DEFAULT.withDeadlineAfter(
                                patience.toMillis(), TimeUnit.MILLISECONDS)),
                new byte[0],
                new StreamObserver<byte[]>() {
                    @Override
                    public void onNext(byte[] answer) {
                        alive.run();
                    }

                    @Override
                    public void onError(Throwable fault) {
                        if (Status.fromThrowable(fault).getCode() == Status.Code.UNIMPLEMENTED) {
                            alive.run();
                        }
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] message) {
            return new ByteArrayInputStream(message);
        }

        @Override
        public byte[] parse(InputStream message) {
            try {
                return message.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
