package io.mesocosm.agent.main;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsIdentity;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connections to masters: over mutual TLS where the agent has an identity. A master is who has a
 * master's certificate: leaders are dialled by addresses that no certificate names.
 */
final class MasterChannels {
    private static final int MESSAGE_MAX = 64 << 20;
    // The address of a master that has just gone may answer nothing at all.
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final @Nullable SslContext tls;

    MasterChannels(@Nullable TlsIdentity identity) throws IOException {
        this.tls = identity == null ? null : context(identity);
    }

    private static SslContext context(TlsIdentity identity) throws SSLException {
        return GrpcSslContexts.configure(
                        SslContextBuilder.forClient()
                                .keyManager(identity.keys())
                                .trustManager(identity.trustOf(Groups.MASTERS)))
                .build();
    }

    /**
     * @param address {@code host:port}; the host may have several addresses
     */
    ManagedChannel to(String address) {
        NettyChannelBuilder channel =
                NettyChannelBuilder.forTarget("dns:///" + address)
                        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                        .maxInboundMessageSize(MESSAGE_MAX);
        return (tls == null
                        ? channel.usePlaintext()
                        : channel.negotiationType(NegotiationType.TLS).sslContext(tls))
                .build();
    }
}
