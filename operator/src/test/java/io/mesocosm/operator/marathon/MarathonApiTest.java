package io.mesocosm.operator.marathon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Authorities.Durations;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsIdentity;
import io.mesocosm.tls.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MarathonApiTest {
    private static final ClusterName CLUSTER = new ClusterName("demo", "mesos");
    private static final Durations DURATIONS =
            new Durations(
                    Duration.ofDays(90), Validity.of(Duration.ofDays(1)), Duration.ofMinutes(2));

    private final Instant now = Instant.now();
    private final Authorities authorities = Authorities.create("demo/mesos", "", DURATIONS, now);
    private final OperatorIdentities identities = new OperatorIdentities();
    private TlsIdentity marathonIdentity;
    private HttpsServer marathon;
    private MarathonApi api;

    @BeforeEach
    void start() throws IOException {
        marathonIdentity = TlsIdentity.of(marathons(authorities));
        marathon =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        marathon.setHttpsConfigurator(
                new HttpsConfigurator(marathonIdentity.context()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                        ssl.setNeedClientAuth(true);
                        parameters.setSSLParameters(ssl);
                    }
                });
        marathon.createContext(
                "/",
                exchange -> {
                    String client =
                            ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
                    byte[] body = ("\"" + client + "\"").getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (exchange) {
                        exchange.getResponseBody().write(body);
                    }
                });
        marathon.start();
        api =
                new MarathonApi(
                        "{scheme}://127.0.0.1:" + marathon.getAddress().getPort(), identities);
    }

    private Leaf marathons(Authorities signers) {
        Subject subject =
                new Subject("marathon", Groups.MARATHONS, List.of(), List.of("127.0.0.1"));
        return Leaf.at(now, subject, signers, DURATIONS.leaf(), null);
    }

    @AfterEach
    void stop() {
        api.close();
        marathon.stop(0);
        marathonIdentity.close();
    }

    @Test
    void speaksToSecuredClusterAsItsOperator() throws Exception {
        identities.secure(CLUSTER, authorities, DURATIONS, now);

        assertThat(api.get(CLUSTER, "/v2/info").body().textValue())
                .contains("CN=operator")
                .contains("O=" + Groups.OPERATORS);
    }

    @Test
    void followsTheAuthorityThroughItsRotation() throws Exception {
        identities.secure(CLUSTER, authorities, DURATIONS, now);
        assertThat(api.get(CLUSTER, "/").isOk()).isTrue();

        Authorities begun = authorities.at(now, "demo/mesos", "again", DURATIONS);
        Authorities turned =
                begun.at(now.plus(Duration.ofMinutes(2)), "demo/mesos", "again", DURATIONS);
        marathonIdentity.renew(marathons(turned));
        identities.secure(CLUSTER, turned, DURATIONS, now);

        assertThat(api.get(CLUSTER, "/").isOk()).isTrue();
    }

    @Test
    void trustsNobodyWhomTheClusterDidNotSign() {
        identities.secure(
                CLUSTER, Authorities.create("another", "", DURATIONS, now), DURATIONS, now);

        assertThatThrownBy(() -> api.get(CLUSTER, "/"))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("does not answer");
    }

    @Test
    void saysNothingToClusterItHasNotLookedAt() {
        assertThatThrownBy(() -> api.get(CLUSTER, "/"))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("has not been looked at yet");
    }
}
