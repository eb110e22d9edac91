package io.mesocosm.master.server.link;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * gRPC's standard health check, by which an agent sees that the process behind its link is not
 * frozen: gRPC's own keep-alive asks every ten seconds at the most.
 */
public final class Liveness {
    /** HealthCheckResponse with status SERVING. */
    private static final byte[] SERVING = {8, 1};

    private Liveness() {}

    /** Answers every check with SERVING. */
    public static ServerServiceDefinition service() {
        MethodDescriptor<byte[], byte[]> check =
                MethodDescriptor.<byte[], byte[]>newBuilder()
                        .setType(MethodDescriptor.MethodType.UNARY)
                        .setFullMethodName("grpc.health.v1.Health/Check")
                        .setRequestMarshaller(new Bytes())
                        .setResponseMarshaller(new Bytes())
                        .build();
        return ServerServiceDefinition.builder("grpc.health.v1.Health")
                .addMethod(
                        check,
                        ServerCalls.asyncUnaryCall(
                                (_, answer) -> {
                                    answer.onNext(SERVING);
                                    answer.onCompleted();
                                }))
                .build();
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
