package io.mesocosm.master.server.link;

import io.grpc.netty.GrpcSslContexts;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import javax.net.ssl.SSLException;

/** Mutual TLS on the agent link. */
public final class LinkTls {
    private LinkTls() {}

    /** The link's server: whoever connects shows a certificate of a trusted authority. */
    public static SslContext server(TlsIdentity identity) throws SSLException {
        return GrpcSslContexts.configure(
                        SslContextBuilder.forServer(identity.keys())
                                .trustManager(identity.trust())
                                .clientAuth(ClientAuth.REQUIRE))
                .build();
    }

    /**
     * A client of whatever master is there: the address that is bound need be in no certificate.
     */
    static SslContext client(TlsIdentity identity) throws SSLException {
        return GrpcSslContexts.configure(
                        SslContextBuilder.forClient()
                                .keyManager(identity.keys())
                                .trustManager(identity.trustOf(Groups.MASTERS)))
                .build();
    }
}
