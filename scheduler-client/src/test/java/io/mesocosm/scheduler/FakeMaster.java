package io.mesocosm.scheduler;

import static org.awaitility.Awaitility.await;

import io.mesocosm.protocol.media.MalformedMessageException;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.v1.FrameworkID;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP of a master's scheduler API, with nothing behind it: tests see what arrives and say what
 * goes out.
 */
final class FakeMaster implements AutoCloseable {

    /** A request as it arrived. */
    record Received(
            String path, Call call, HttpFields headers, int clientPort, @Nullable String subject) {

        String header(String name) {
            String value = headers.get(name);
            return value == null ? "" : value;
        }
    }

    /** An answer to a request: a status with its body or, for a redirect, its location. */
    record Answer(int status, String body) {}

    /** An event stream that a client opened. */
    static final class Stream {

        final Received request;
        final String id = UUID.randomUUID().toString();
        private final Request raw;
        private final Response response;
        private final Callback callback;
        private final MessageFormat format;

        Stream(Received request, Request raw, Response response, Callback callback) {
            this.request = request;
            this.raw = raw;
            this.response = response;
            this.callback = callback;
            this.format = formatOf(request.header("Accept"));
        }

        void send(Event event) throws InterruptedException, IOException {
            sendBytes(format.encodeRecord(event));
        }

        void subscribed(String frameworkId, double heartbeatSeconds)
                throws InterruptedException, IOException {
            send(
                    Event.newBuilder()
                            .setType(Event.Type.SUBSCRIBED)
                            .setSubscribed(
                                    Event.Subscribed.newBuilder()
                                            .setFrameworkId(
                                                    FrameworkID.newBuilder().setValue(frameworkId))
                                            .setHeartbeatIntervalSeconds(heartbeatSeconds))
                            .build());
        }

        void sendBytes(byte[] bytes) throws InterruptedException, IOException {
            Callback.Completable written = new Callback.Completable();
            response.write(false, ByteBuffer.wrap(bytes), written);
            try {
                written.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the client does not read", e);
            }
        }

        void end() {
            callback.succeeded();
        }

        /** Breaks the connection in the middle. */
        void abort() {
            raw.getConnectionMetaData().getConnection().getEndPoint().close();
        }

        /** Whether the client still takes what is sent; it is told by sending. */
        boolean isOpen() throws InterruptedException {
            try {
                send(Event.newBuilder().setType(Event.Type.HEARTBEAT).build());
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private final Server server = new Server();
    private final ServerConnector connector;
    private final String scheme;
    private final BlockingQueue<Stream> streams = new LinkedBlockingQueue<>();
    private final BlockingQueue<Received> calls = new LinkedBlockingQueue<>();
    private volatile Function<Received, Answer> rule = FakeMaster::accept;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable String leader;
    private final AtomicInteger asked = new AtomicInteger();

    private FakeMaster(@Nullable SSLContext tls) {
        this.scheme = tls == null ? "http" : "https";
        this.connector =
                tls == null
                        ? new ServerConnector(server)
                        : new ServerConnector(server, 1, 1, secure(tls));
    }

    private static ConnectionFactory[] secure(SSLContext tls) {
        SecureRequestCustomizer customizer = new SecureRequestCustomizer();
        customizer.setSniHostCheck(false);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(customizer);
        SslContextFactory.Server identity = new SslContextFactory.Server();
        identity.setSslContext(tls);
        identity.setWantClientAuth(true);
        return new ConnectionFactory[] {
            new SslConnectionFactory(identity, "http/1.1"), new HttpConnectionFactory(configuration)
        };
    }

    static FakeMaster start() throws Exception {
        return start(null);
    }

    /** One that is reached over TLS, and asks clients for their certificates. */
    static FakeMaster start(@Nullable SSLContext tls) throws Exception {
        FakeMaster master = new FakeMaster(tls);
        master.server.addConnector(master.connector);
        master.server.setHandler(master.new Endpoint());
        master.connector.setHost(tls == null ? "127.0.0.1" : "0.0.0.0");
        master.connector.setIdleTimeout(0);
        master.server.start();
        return master;
    }

    URI address() {
        return URI.create(scheme + "://127.0.0.1:" + connector.getLocalPort());
    }

    /** Tells those who ask that this one leads, {@code host:port}. */
    void tellThatLeads(URI other) {
        leader = other.getAuthority();
    }

    /** Waits until so many have asked who leads. */
    void awaitAskedWhoLeads(int times) {
        await().until(() -> asked.get() >= times);
    }

    private String leader() {
        asked.incrementAndGet();
        String told = leader;
        return told == null ? address().getAuthority() : told;
    }

    /** Answers all requests by this rule; 200 to a SUBSCRIBE opens its stream. */
    void answer(Function<Received, Answer> rule) {
        this.rule = rule;
    }

    void answerAsUsual() {
        answer(FakeMaster::accept);
    }

    /** Holds answers to calls back until the latch is open. */
    void hold(CountDownLatch gate) {
        this.gate = gate;
    }

    Stream nextStream() throws InterruptedException {
        Stream stream = streams.poll(10, TimeUnit.SECONDS);
        if (stream == null) {
            throw new AssertionError("nobody subscribed");
        }
        return stream;
    }

    Received nextCall() throws InterruptedException {
        Received call = calls.poll(10, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call came");
        }
        return call;
    }

    int pendingStreams() {
        return streams.size();
    }

    int pendingCalls() {
        return calls.size();
    }

    @Override
    public void close() {
        gate.countDown();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Answer accept(Received received) {
        return new Answer(received.call().getType() == Call.Type.SUBSCRIBE ? 200 : 202, "");
    }

    private static MessageFormat formatOf(String mediaType) {
        for (MessageFormat format : MessageFormat.values()) {
            if (format.mediaType().equals(mediaType)) {
                return format;
            }
        }
        throw new AssertionError("no form is called " + mediaType);
    }

    private final class Endpoint extends Handler.Abstract {

        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws Exception {
            if (request.getHttpURI().getPath().endsWith("/redirect")) {
                response.setStatus(307);
                response.getHeaders().put(HttpHeader.LOCATION, "//" + leader());
                callback.succeeded();
                return true;
            }
            byte[] body = Content.Source.asInputStream(request).readAllBytes();
            Received received =
                    new Received(
                            request.getHttpURI().getPath(),
                            read(request, body),
                            request.getHeaders(),
                            Request.getRemotePort(request),
                            subject(request));
            boolean subscribes = received.call().getType() == Call.Type.SUBSCRIBE;
            if (!subscribes) {
                calls.add(received);
                gate.await(10, TimeUnit.SECONDS);
            }
            Answer answer = rule.apply(received);
            response.setStatus(answer.status());
            if (answer.status() == 307) {
                response.getHeaders().put(HttpHeader.LOCATION, answer.body());
            } else if (answer.status() == 200 && subscribes) {
                open(new Stream(received, request, response, callback));
                return true;
            }
            Content.Sink.write(response, true, answer.body(), callback);
            return true;
        }

        private void open(Stream stream) throws InterruptedException, IOException {
            stream.response.getHeaders().put("Mesos-Stream-Id", stream.id);
            stream.response.getHeaders().put(HttpHeader.CONTENT_TYPE, stream.format.mediaType());
            stream.sendBytes(new byte[0]);
            streams.add(stream);
        }

        private @Nullable String subject(Request request) {
            return request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
                                    instanceof EndPoint.SslSessionData session
                            && session.peerCertificates() != null
                    ? session.peerCertificates()[0].getSubjectX500Principal().getName()
                    : null;
        }

        private Call read(Request request, byte[] body) {
            try {
                return formatOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                        .decode(body, Call.getDefaultInstance());
            } catch (MalformedMessageException e) {
                throw new AssertionError(new String(body, StandardCharsets.UTF_8), e);
            }
        }
    }
}
