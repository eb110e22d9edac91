package io.mesocosm.operator.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which answers of a master are a refusal, and after which nothing is known. */
class MasterApiTest {
    private static final ClusterName CLUSTER = new ClusterName("demo", "mesos");

    private HttpServer server;
    private MasterApi api;
    private volatile int status = 200;
    private volatile String answer = "";
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/v1",
                exchange -> {
                    asked =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    try (exchange) {
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        OperatorIdentities identities = new OperatorIdentities();
        identities.plain(CLUSTER);
        api = new MasterApi("{scheme}://127.0.0.1:" + server.getAddress().getPort(), identities);
    }

    @AfterEach
    void stop() {
        api.close();
        server.stop(0);
    }

    private String told() throws Unreachable {
        return api.tell(
                        CLUSTER,
                        "DEACTIVATE_AGENT",
                        JsonNodeFactory.instance.objectNode().put("x", 1))
                .orElse("done");
    }

    @Test
    void asksInTheWordsOfTheApi() throws Exception {
        answer = "{\"type\":\"GET_AGENTS\",\"get_agents\":{\"agents\":[{}]}}";
        assertThat(api.ask(CLUSTER, "GET_AGENTS").path("agents")).hasSize(1);
        assertThat(asked).isEqualTo("{\"type\":\"GET_AGENTS\"}");
    }

    @Test
    void tellsARefusalInTheMastersWords() throws Exception {
        assertThat(told()).isEqualTo("done");
        assertThat(asked)
                .isEqualTo("{\"type\":\"DEACTIVATE_AGENT\",\"deactivate_agent\":{\"x\":1}}");
        status = 400;
        answer = "No agent found\n";
        assertThat(told()).isEqualTo("No agent found");
        status = 403;
        answer = "";
        assertThat(told())
                .isEqualTo("spec.acls do not let the principal operator DEACTIVATE_AGENT");
    }

    @Test
    void knowsNothingAfterAnswersThatAreNotOfALeader() {
        for (int other : new int[] {307, 401, 503}) {
            status = other;
            assertThatThrownBy(this::told)
                    .as("%d", other)
                    .isInstanceOf(Unreachable.class)
                    .hasMessageContaining("" + other);
        }
    }
}
