package io.mesocosm.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Jetty's three objects of one request; a class, because Jetty's wrappers must not be hashed. */
final class JettyCall {
    private final Request request;
    private final Response response;
    private final Callback callback;

    JettyCall(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    Callback callback() {
        return callback;
    }

    String method() {
        return request.getMethod();
    }

    boolean isHttp10() {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0;
    }

    String rawPath() {
        String path = request.getHttpURI().getPath();
        if (path == null || path.isEmpty()) {
            return "/";
        }
        int parameters = path.indexOf(';');
        return parameters < 0 ? path : path.substring(0, parameters);
    }

    String peer() {
        return request.getConnectionMetaData().getRemoteSocketAddress()
                        instanceof InetSocketAddress a
                ? a.getAddress().getHostAddress() + ":" + a.getPort()
                : "unknown";
    }

    /** The certificate that the client proved to be, or null. */
    @Nullable X509Certificate certificate() {
        EndPoint.SslSessionData session =
                (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
        X509Certificate[] chain = session == null ? null : session.peerCertificates();
        return chain == null || chain.length == 0 ? null : chain[0];
    }

    boolean isCommitted() {
        return response.isCommitted();
    }

    InputStream input() {
        return Content.Source.asInputStream(request);
    }

    OutputStream output() {
        return Content.Sink.asOutputStream(response);
    }

    EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    /** Sends the whole body and ends the request. */
    void finish(byte[] body) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(true, ByteBuffer.wrap(body), written);
            written.block();
        }
        callback.succeeded();
    }

    void fail(Throwable cause) {
        callback.failed(cause);
    }
}
