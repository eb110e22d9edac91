package io.mesocosm.operator.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mesocosm.operator.child.ClusterName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EtcdAlarmsTest {
    private static final ClusterName CLUSTER = new ClusterName("prod", "mesos");

    /** A health of etcd 3.6: its status and its body. */
    private record Health(int status, String body) {}

    private static final Health WELL = new Health(200, "{\"health\":\"true\",\"reason\":\"\"}");
    private static final Health FULL =
            new Health(503, "{\"health\":\"false\",\"reason\":\"ALARM NOSPACE\"}");
    private static final Health WITHOUT_LEADER =
            new Health(503, "{\"health\":\"false\",\"reason\":\"RAFT NO LEADER\"}");

    private final AtomicReference<Health> health = new AtomicReference<>(WELL);
    private HttpServer member;
    private EtcdAlarms alarms;

    @BeforeEach
    void startAMember() throws IOException {
        member = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        member.createContext(
                "/health",
                exchange -> {
                    Health now = Objects.requireNonNull(health.get());
                    byte[] body = now.body.getBytes(UTF_8);
                    exchange.sendResponseHeaders(now.status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        member.start();
        alarms = new EtcdAlarms(member.getAddress().getPort());
    }

    @AfterEach
    void stopIt() {
        member.stop(0);
    }

    private boolean isFull() {
        return alarms.isFull(CLUSTER, List.of("127.0.0.1"));
    }

    @Test
    void saysThatThereIsNoSpaceUntilTheAlarmIsCleared() {
        assertThat(isFull()).isFalse();

        health.set(FULL);
        Awaitility.await("the alarm").until(this::isFull);

        health.set(WITHOUT_LEADER);
        assertThat(isFull()).isTrue();

        health.set(WELL);
        Awaitility.await("its end").until(() -> !isFull());
    }

    @Test
    void staysWithWhatItKnowsWhileNobodyAnswers() {
        health.set(FULL);
        Awaitility.await("the alarm").until(this::isFull);
        member.stop(0);

        assertThat(isFull()).isTrue();
        assertThat(alarms.isFull(CLUSTER, List.of())).isTrue();
        assertThat(alarms.isFull(new ClusterName("prod", "other"), List.of())).isFalse();
    }
}
