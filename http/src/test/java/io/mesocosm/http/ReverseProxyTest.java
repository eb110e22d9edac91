package io.mesocosm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What another server is asked, and what comes back. */
class ReverseProxyTest {
    private final ReverseProxy proxy =
            new ReverseProxy(
                    new ReverseProxy.Manner(
                            Duration.ofSeconds(5),
                            Optional.of(Duration.ofMillis(300)),
                            (target, e) -> HttpRefusal.of(504, "gave up " + target.getPath())));
    private HttpServer behind;
    private HttpServer before;
    private RawConnection client;
    private int port;

    @BeforeEach
    void start() throws IOException {
        behind =
                HttpServer.start(
                        new HttpServerSettings("behind", "127.0.0.1", 0),
                        Routes.forProcess("")
                                .lenient()
                                .only(
                                        "/",
                                        exchange ->
                                                exchange.setHeader("X-Way", "came by")
                                                        .text(
                                                                200,
                                                                exchange.rawPath()
                                                                        + " "
                                                                        + exchange.rawQuery()
                                                                        + " "
                                                                        + exchange.header("X-Way")))
                                .build());
        port = behind.port();
        before =
                HttpServer.start(
                        new HttpServerSettings("before", "127.0.0.1", 0),
                        Routes.forProcess("").lenient().only("/", this::pass).build());
        client = new RawConnection(before.port());
    }

    private void pass(Exchange exchange) throws IOException {
        proxy.pass(
                exchange,
                ReverseProxy.target("http://127.0.0.1:" + port, exchange),
                Map.of("x-way", "through here"));
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        before.close();
        behind.close();
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v2/apps//a%2Fb?x=1&y=%20 | /v2/apps//a%2Fb x=1&y=%20",
                "/v2/apps/{b}              | /v2/apps/%7Bb%7D null",
                "/a?label={x}^zz           | /a label=%7Bx%7D%5Ezz",
                "/a?label=100%             | /a label=100%25",
            })
    void asksForTheSameHoweverItIsWritten(String target, String asked) throws IOException {
        client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answer().body()).isEqualTo(asked + " through here");
    }

    @Test
    void replacesAHeaderThatIsSentAlready() throws IOException {
        assertThat(client.get("/", "X-Way: mine").body()).isEqualTo("/ null through here");
    }

    @Test
    void refusesInItsOwnWordsWhenThereIsNoAnswer() throws IOException {
        behind.close();
        RawConnection.Answer answer = client.get("/gone");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).isEqualTo("gave up /gone");
    }
}
