package io.mesocosm.operator.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.operator.FreePort;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Answer;
import io.mesocosm.operator.connection.ClusterHttp;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.kubernetes.ApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real etcd with a small quota. */
@Tag("e2e")
final class EtcdUpkeepTest {
    private static final ClusterName CLUSTER = new ClusterName("prod", "mesos");
    private static final long QUOTA = 16 << 20;
    private static final Duration START = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final OperatorIdentities identities = new OperatorIdentities();
    private Process etcd;
    private ClusterHttp client;
    private EtcdUpkeep upkeep;

    @BeforeEach
    void startEtcd() throws IOException {
        Optional<Path> program = ApiServer.program("etcd");
        Assumptions.assumeTrue(program.isPresent(), "no etcd: ./mesocosm cluster up builds one");
        String url = "http://127.0.0.1:" + FreePort.next();
        String peers = "http://127.0.0.1:" + FreePort.next();
        etcd =
                new ProcessBuilder(
                                program.get().toString(),
                                "--data-dir=" + folder.resolve("data"),
                                "--unsafe-no-fsync",
                                "--quota-backend-bytes=" + QUOTA,
                                "--listen-client-urls=" + url,
                                "--advertise-client-urls=" + url,
                                "--listen-peer-urls=" + peers,
                                "--initial-advertise-peer-urls=" + peers,
                                "--initial-cluster=default=" + peers)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        identities.plain(CLUSTER);
        client = new ClusterHttp(url, identities);
        upkeep = new EtcdUpkeep(_ -> new ClusterHttp(url, identities), InstantSource.system());
        await("etcd").ignoreException(Unreachable.class).until(() -> put("first", 1).isOk());
    }

    @AfterEach
    void endEtcd() {
        if (etcd != null) {
            upkeep.close();
            client.close();
            etcd.destroyForcibly().onExit().join();
        }
    }

    @Test
    void anEtcdThatItsHistoryHasFilledTakesWritesAgain() throws Unreachable {
        fill("one key");
        assertThat(put("refused", 1).isOk()).isFalse();

        upkeep.look(CLUSTER, 1, true);

        await("writes").until(() -> put("taken", 1).isOk());
        assertThat(status().size()).isLessThan(QUOTA / 2);
    }

    @Test
    void anAlarmThatAPersonClearedDoesNotHoldUpTheNext() throws Unreachable {
        fillForGood();
        post("kv/deleterange", body("key", "a").put("range_end", base64("z")));
        new EtcdUpkeep(_ -> client, InstantSource.system()).pass(CLUSTER, 1);
        upkeep.look(CLUSTER, 1, false);
        fill("one key");

        upkeep.look(CLUSTER, 1, true);

        await("writes").until(() -> put("taken", 1).isOk());
    }

    @Test
    void oneThatIsFullOfWhatIsInUseStaysSoUntilSomethingIsDeleted() throws Unreachable {
        fillForGood();

        assertThat(status().hasRoom()).isFalse();
        assertThat(put("refused", 1).isOk()).isFalse();

        post("kv/deleterange", body("key", "a").put("range_end", base64("z")));
        new EtcdUpkeep(_ -> client, InstantSource.system()).pass(CLUSTER, 1);

        assertThat(put("taken", 1).isOk()).isTrue();
    }

    /** Into the gaps that are given back each time, until there are none. */
    private void fillForGood() throws Unreachable {
        for (int round = 0; round < 10 && status().hasRoom(); round++) {
            fill("key " + round + "-%d");
            upkeep.pass(CLUSTER, 1);
        }
    }

    /** Writes until there is no space; what a key is may have a number. */
    private void fill(String key) throws Unreachable {
        for (int i = 0; i < 200; i++) {
            if (!put(key.formatted(i), 900_000).isOk()) {
                ObjectNode alarms = JsonNodeFactory.instance.objectNode().put("action", "GET");
                await("the alarm") // which etcd raises behind its answer
                        .until(() -> post("maintenance/alarm", alarms).text().contains("NOSPACE"));
                return;
            }
        }
        throw new AssertionError("etcd is not full after 180 MB");
    }

    private EtcdMember status() throws Unreachable {
        return EtcdMember.of(
                0, post("maintenance/status", JsonNodeFactory.instance.objectNode()).body());
    }

    private Answer put(String key, int size) throws Unreachable {
        return post("kv/put", body("key", key).put("value", base64("x".repeat(size))));
    }

    private Answer post(String path, ObjectNode body) throws Unreachable {
        return client.post(CLUSTER, "/v3/" + path, body);
    }

    private static ObjectNode body(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, base64(value));
    }

    private static String base64(String text) {
        return Base64.getEncoder()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(START);
    }
}
