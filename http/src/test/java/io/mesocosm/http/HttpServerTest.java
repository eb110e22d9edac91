package io.mesocosm.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.protocol.recordio.RecordIo;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte (spec §0.2 to §0.5). */
class HttpServerTest {
    private final BlockingQueue<RecordStream> streams = new ArrayBlockingQueue<>(8);
    private final BlockingQueue<String> ends = new ArrayBlockingQueue<>(8);
    private final BlockingQueue<String> reached = new ArrayBlockingQueue<>(8);
    private HttpServer server;
    private RawConnection client;

    @BeforeEach
    void start() throws IOException {
        server =
                HttpServer.start(
                        new HttpServerSettings("test", "127.0.0.1", 0).withBodyMax(4096), routes());
        client = new RawConnection(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Routes routes() {
        return Routes.forProcess("slave(1)")
                .at("/", exchange -> exchange.text(200, "page " + exchange.rest()))
                .at("/state", exchange -> exchange.text(200, "state " + exchange.rest()))
                .at("/quota", exchange -> exchange.text(200, "quota " + exchange.rest()))
                .exactly("/redirect", exchange -> exchange.redirect(307, "//elsewhere:5050"))
                .at(
                        "/json",
                        exchange -> exchange.json(w -> w.beginObject().field("a", 8.0).endObject()))
                .at("/large", exchange -> exchange.json(w -> w.value("x".repeat(2000))))
                .at("/huge", HttpServerTest::huge)
                .at("/echo", HttpServerTest::echo)
                .at(
                        "/unread",
                        exchange -> {
                            reached.add(exchange.rawPath());
                            exchange.text(200, "fine");
                        })
                .at(
                        "/refused",
                        exchange -> {
                            reached.add(exchange.rawPath());
                            throw HttpRefusal.of(415);
                        })
                .at(
                        "/fails",
                        exchange -> {
                            throw new IllegalStateException("made to fail");
                        })
                .at("/type", exchange -> exchange.text(200, exchange.header("Content-Type") + ""))
                .at("/health", Probes.health())
                .at("/stream", this::stream)
                .at(
                        "/private",
                        new Authentication(
                                        "realm", new Credentials(Map.of("ada", "s3cret")), Set.of())
                                .guard(
                                        exchange ->
                                                exchange.text(200, "for " + exchange.principal())))
                .build();
    }

    private static void huge(Exchange exchange) throws IOException {
        exchange.json(
                writer -> {
                    writer.beginArray();
                    for (int i = 0; i < 30_000; i++) {
                        writer.value(i);
                    }
                    writer.endArray();
                });
    }

    private static void echo(Exchange exchange) throws IOException {
        exchange.requireMethod("POST");
        exchange.text(200, new String(exchange.body(), UTF_8));
    }

    private void stream(Exchange exchange) throws IOException {
        exchange.body();
        streams.add(exchange.recordStream("application/json", "id-1", ends::add));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/state | state []",
                "/state/ | state []",
                "/state.json | state []",
                "/slave(1)/state | state []",
                "/slave%281%29/state.json | state []",
                "/state/x | state [x]",
                "/quota/ads | quota [ads]",
                "/ | page []",
                "/slave(1) | page []",
                "/slave(1)/ | page []",
                "/state?x=1 | state []",
                "http://host:1/state | state []",
            })
    void routesByLongestPrefix(String target, String body) throws IOException {
        assertThat(client.get(target).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"//state", "/a//b", "/a/%2e%2e/b", "/redirect/", "/redirect/x", "/a%2Fb"})
    void answers404InMesosForm(String target) throws IOException {
        RawConnection.Answer answer = client.get(target);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("404 Not Found.");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void redirectsWithTheLocationAsItIs() throws IOException {
        RawConnection.Answer answer = client.get("/redirect?x=1");
        assertThat(answer.status()).isEqualTo(307);
        assertThat(answer.header("Location")).isEqualTo("//elsewhere:5050");
    }

    @Test
    void refusesOtherMethodsInMesosWords() throws IOException {
        RawConnection.Answer answer = client.get("/echo");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(answer.body())
                .isEqualTo(
                        "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.");
    }

    @Test
    void answersEmptyBodiesWithoutAType() throws IOException {
        RawConnection.Answer answer = client.get("/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headerNames()).containsExactly("Date", "Content-Length");
        assertThat(answer.header("Content-Length")).isEqualTo("0");
    }

    @Test
    void answersFailuresWith500AndGoesOn() throws IOException {
        assertThat(client.get("/fails").body()).isEqualTo("500 Internal Server Error.");
        assertThat(client.get("/state").status()).isEqualTo(200);
    }

    @Test
    void readsChunkedAndContinuedBodies() throws IOException {
        client.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("abcde");
        client.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(client.head().status()).isEqualTo(100);
        assertThat(client.send("hi").answer().body()).isEqualTo("hi");
    }

    @Test
    void readsHeaderValuesAsTheyWereWritten() throws IOException {
        assertThat(client.get("/type", "Content-Type: Application/JSON").body())
                .isEqualTo("Application/JSON");
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        client.send("GET /state HTTP/1.1\r\nHost: x\r\n\r\nGET /quota HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("state []");
        assertThat(client.answer().body()).isEqualTo("quota []");
    }

    @Test
    void answersHttp10AndClosesUnlessAskedNotTo() throws IOException {
        client.send("GET /state HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("state []");
        client.send("GET /state HTTP/1.0\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("state []");
        assertThat(client.isEnded()).isTrue();
    }

    @Test
    void streamsToHttp10AsToHttp11() throws Exception {
        client.send("POST /stream HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
        RecordStream stream = taken(streams);
        stream.send(RecordIo.encode("{}".getBytes(UTF_8)));
        assertThat(client.head().headerNames())
                .containsExactly("Date", "Transfer-Encoding", "Mesos-Stream-Id", "Content-Type");
        assertThat(client.chunk()).isEqualTo("2\n{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /state HTTP/1.1\r\n\r\n",
                "GET /state HTTP/1.1\n\n",
                "GET /state HTTP/1.1\r\nHostess: x\r\nX: host: y\r\n\r\n",
                "GET /state HTTP/1.1\r\nHost:\r\n\r\n",
                "GET /state HTTP/1.1\r\nHost: \r\nAccept: */*\r\n\r\n",
                "GET http://elsewhere:5050/state HTTP/1.1\r\n\r\n",
                "GET /state HTTP/1.1\r\nhOsT:x\r\n\r\n",
            })
    void takesRequestsWithoutAHost(String request) throws IOException {
        client.send(request);
        assertThat(client.answer().body()).isEqualTo("state []");
        for (int i = 0; i < request.length(); i++) {
            client.send(request.substring(i, i + 1));
        }
        assertThat(client.answer().body()).isEqualTo("state []");
        client.send(request + request);
        assertThat(client.answer().body()).isEqualTo("state []");
        assertThat(client.answer().body()).isEqualTo("state []");
    }

    @Test
    void readsBodiesOfRequestsWithoutAHost() throws IOException {
        client.send(
                "POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo("abc");
        client.send("POST /echo HTTP/1.1\r\nContent-Length: 4\r\n\r\n\n\n\n\n");
        assertThat(client.answer().body()).isEqualTo("\n\n\n\n");
    }

    @Test
    void keepsTheConnectionWhoseRequestItRefusedUnread() throws Exception {
        client.send("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        assertThat(taken(reached)).isEqualTo("/refused");
        client.send("hi");
        assertThat(client.answer().status()).isEqualTo(415);
        assertThat(client.get("/state").body()).isEqualTo("state []");
    }

    @Test
    void keepsTheConnectionWhoseBodyNobodyWanted() throws Exception {
        client.send("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n");
        assertThat(taken(reached)).isEqualTo("/unread");
        assertThat(client.hearsNothing()).as("while the body is on its way").isTrue();
        client.send("hi");
        assertThat(client.answer().body()).isEqualTo("fine");
        assertThat(client.get("/state").body()).isEqualTo("state []");
    }

    @Test
    void refusesWithoutTheBodyThatWaitsForItsPermission() throws IOException {
        client.send(
                "PUT /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(405);
    }

    @Test
    void sendsEachRecordAsOneChunkToAClientThatKeepsUp() throws Exception {
        RecordStream stream = openStream();
        Thread sender = Thread.ofVirtual().start(() -> sendRecords(stream, 2_000));
        takeRecords(2_000);
        sender.join();
    }

    @Test
    void sendsEachRecordAsOneChunkToAClientThatLagsBehind() throws Exception {
        RecordStream stream = openStream();
        sendRecords(stream, 5_000);
        takeRecords(5_000);
    }

    private RecordStream openStream() throws Exception {
        client.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        RecordStream stream = taken(streams);
        client.head();
        return stream;
    }

    private static void sendRecords(RecordStream stream, int count) {
        for (int i = 0; i < count; i++) {
            stream.send(RecordIo.encode(record(i).getBytes(UTF_8)));
        }
    }

    private void takeRecords(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(client.chunk()).isEqualTo(record(i).length() + "\n" + record(i));
        }
    }

    private static String record(int number) {
        return "{\"n\":\"" + "x".repeat(number % 700) + number + "\"}";
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        client.send("HEAD /state HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.head().header("Content-Length")).isEqualTo("8");
        assertThat(client.get("/state").body()).isEqualTo("state []");
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws IOException {
        client.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n"
                        + "x".repeat(5000));
        assertThat(client.answer().status()).isEqualTo(413);
    }

    @Test
    void writesJsonAndItsJavaScriptForm() throws IOException {
        assertThat(client.get("/json").body()).isEqualTo("{\"a\":8.0}");
        RawConnection.Answer script = client.get("/json?jsonp=angular.callbacks._0");
        assertThat(script.body()).isEqualTo("angular.callbacks._0({\"a\":8.0});");
        assertThat(script.header("Content-Type")).isEqualTo("text/javascript");
        assertThat(client.get("/json?jsonp=alert(1)").status()).isEqualTo(400);
    }

    @Test
    void compressesLargeBodiesForThoseWhoTakeIt() throws IOException {
        assertThat(client.get("/large", "Accept-Encoding: gzip").header("Content-Encoding"))
                .isEqualTo("gzip");
        assertThat(client.get("/large").header("Content-Length")).isEqualTo("2002");
        assertThat(client.get("/json", "Accept-Encoding: gzip").header("Content-Encoding"))
                .isEmpty();
        assertThat(client.get("/huge", "Accept-Encoding: gzip").header("Content-Encoding"))
                .isEqualTo("gzip");
        assertThat(client.get("/huge").body()).startsWith("[0,1,").endsWith("29999]");
    }

    @Test
    void asksForCredentialsOfTheRealm() throws IOException {
        RawConnection.Answer refused = client.get("/private");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Basic realm=\"realm\"");
        assertThat(client.get("/private", "Authorization: Basic YWRhOndyb25n").status())
                .isEqualTo(401);
        assertThat(client.get("/private", "Authorization: Basic YWRhOnMzY3JldA==").body())
                .isEqualTo("for ada");
    }

    @Test
    void sendsEachRecordAsOneChunkAfterMesosHeaders() throws Exception {
        client.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        RecordStream stream = taken(streams);
        stream.send(RecordIo.encode("{\"a\":1}".getBytes(UTF_8)));
        stream.send(RecordIo.encode("{\"b\":22}".getBytes(UTF_8)));
        RawConnection.Answer head = client.head();
        assertThat(head.headerNames())
                .containsExactly("Date", "Transfer-Encoding", "Mesos-Stream-Id", "Content-Type");
        assertThat(head.header("Mesos-Stream-Id")).isEqualTo("id-1");
        assertThat(client.chunk()).isEqualTo("7\n{\"a\":1}");
        assertThat(client.chunk()).isEqualTo("8\n{\"b\":22}");
        stream.close();
        assertThat(client.chunk()).isEmpty();
        assertThat(client.isEnded()).isTrue();
        assertThat(ends).isEmpty();
    }

    @Test
    void tellsAtOnceWhenAStreamsClientLeaves() throws Exception {
        client.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        RecordStream stream = taken(streams);
        stream.send(RecordIo.encode("{}".getBytes(UTF_8)));
        client.head();
        client.close();
        assertThat(taken(ends)).contains("closed");
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.send(new byte[1])).isFalse();
    }

    @Test
    void cutsOffAClientThatDoesNotRead() throws Exception {
        client.send("POST /stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
        RecordStream stream = taken(streams);
        byte[] record = new byte[4 * 1024 * 1024];
        int sent = 0;
        while (sent < 64 && stream.send(record)) {
            sent++;
        }
        assertThat(sent).isLessThan(64).isGreaterThan(7);
        assertThat(taken(ends)).contains("too slow");
    }

    @Test
    void namesTheAddressThatIsTaken() {
        HttpServerSettings taken = new HttpServerSettings("second", "127.0.0.1", server.port());
        assertThatThrownBy(() -> HttpServer.start(taken, routes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + server.port());
    }

    private static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(10, TimeUnit.SECONDS);
        assertThat(value).isNotNull();
        return value;
    }
}
