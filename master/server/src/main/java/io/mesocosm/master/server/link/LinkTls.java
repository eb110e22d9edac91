package io.mesocosm.master.server.link;

import io.grpc.netty.GrpcSslContexts;
import io.mesocosm.tls.TlsIdentity;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.security.cert.X509Certificate;
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

    static SslContext client(TlsIdentity identity) throws SSLException {
        return GrpcSslContexts.configure(
                        SslContextBuilder.forClient()
                                .keyManager(identity.keys())
                                .trustManager(identity.trust()))
                .build();
    }

    /** A name that the identity's present certificate is for. */
    static String ownName(TlsIdentity identity) throws IOException {
        X509Certificate own =
                identity.keys()
                        .getCertificateChain(identity.keys().chooseServerAlias("EC", null, null))[
                        0];
        return LinkPeer.of(own).names().stream()
                .findFirst()
                .map(name -> name.replace("*", "rehearsal"))
                .map(name -> name.contains(":") ? "[" + name + "]" : name)
                .orElseThrow(
                        () ->
                                new IOException(
                                        "the master's own certificate is for no name at all"));
    }
}
