package io.mesocosm.master.server.link;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.mesocosm.tls.Groups;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in by their certificates who has business at the agent link: agents, and masters, who
 * rehearse there. Handlers find who it is in {@link LinkPeer#KEY}.
 */
public final class LinkGuard implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(LinkGuard.class);
    private static final Set<String> ADMITTED = Set.of(Groups.AGENTS, Groups.MASTERS);

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        LinkPeer peer = peer(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        if (peer == null || !ADMITTED.contains(peer.group())) {
            String refusal =
                    peer == null
                            ? "the agent link takes nobody without a certificate"
                            : "the agent link takes certificates of '%s' (organization), and that of '%s' is of '%s': give the agent one of its own"
                                    .formatted(Groups.AGENTS, peer.name(), peer.group());
            LOG.warn(
                    "{} from {}: refused: {}",
                    call.getMethodDescriptor().getBareMethodName(),
                    call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                    refusal);
            call.close(Status.PERMISSION_DENIED.withDescription(refusal), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return Contexts.interceptCall(
                Context.current().withValue(LinkPeer.KEY, peer), call, headers, next);
    }

    private static @Nullable LinkPeer peer(@Nullable SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate leaf
                    ? LinkPeer.of(leaf)
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
