package io.mesocosm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Marathon's clients need of routes and streams. */
class LenientRoutesTest {

    @ParameterizedTest
    @CsvSource({
        "/v2/apps//group/app, '[group, app]'",
        "/v2/apps/%2Fgroup%2Fapp, '[group, app]'",
        "/v2/apps/group/app/, '[group, app]'",
        "/v2/apps, []",
    })
    void takesAppIdsHoweverTheyAreWritten(String path, String rest) throws Exception {
        Routes routes =
                Routes.forProcess("")
                        .lenient()
                        .at("/v2/apps", exchange -> exchange.text(200, "" + exchange.rest()))
                        .build();
        try (HttpServer server =
                        HttpServer.start(new HttpServerSettings("test", "127.0.0.1", 0), routes);
                RawConnection client = new RawConnection(server.port())) {
            assertThat(client.get(path).body()).isEqualTo(rest);
        }
    }

    @Test
    void sendsServerSentEvents() throws Exception {
        CompletableFuture<EventStream> opened = new CompletableFuture<>();
        Routes routes =
                Routes.forProcess("")
                        .at(
                                "/v2/events",
                                exchange -> opened.complete(exchange.eventStream(_ -> {})))
                        .build();
        try (HttpServer server =
                        HttpServer.start(new HttpServerSettings("test", "127.0.0.1", 0), routes);
                RawConnection client = new RawConnection(server.port())) {
            client.send("GET /v2/events HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head().header("Content-Type")).isEqualTo("text/event-stream");
            EventStream stream = opened.join();
            stream.send("status_update_event", "{\"a\":1}");
            assertThat(client.chunk())
                    .isEqualTo("event: status_update_event\r\ndata: {\"a\":1}\r\n\r\n");
            stream.keepAlive();
            assertThat(client.chunk()).isEqualTo("\r\n");
        }
    }
}
