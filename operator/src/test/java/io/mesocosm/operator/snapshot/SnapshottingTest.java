package io.mesocosm.operator.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes snapshots of what answers as etcd's HTTP API does, well or badly. */
final class SnapshottingTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir private Path folder;
    private HttpServer etcd;
    private String endpoint;

    /** What it sends. */
    private byte[] database = whole(8192);

    private int reads = 200;
    private String end = "";
    private long claimed;

    @BeforeEach
    void startEtcd() throws IOException {
        etcd = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        etcd.createContext(
                "/v3/kv/range", exchange -> answer(exchange, reads, "{\"error\":\"no leader\"}"));
        etcd.createContext("/v3/maintenance/snapshot", this::stream);
        etcd.start();
        endpoint = "127.0.0.1:" + etcd.getAddress().getPort();
    }

    @AfterEach
    void endEtcd() {
        etcd.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void stream(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        for (int at = 0; at < database.length; at += 3000) {
            int until = Math.min(database.length, at + 3000);
            String blob =
                    Base64.getEncoder().encodeToString(Arrays.copyOfRange(database, at, until));
            long remaining = claimed + database.length - until;
            exchange.getResponseBody()
                    .write(
                            "{\"result\":{\"remaining_bytes\":\"%d\",\"blob\":\"%s\"}}\n"
                                    .formatted(remaining, blob)
                                    .getBytes(StandardCharsets.UTF_8));
        }
        exchange.getResponseBody().write(end.getBytes(StandardCharsets.UTF_8));
        exchange.close();
    }

    /** As etcd sends it: with its sum behind. */
    private static byte[] whole(int size) {
        byte[] database = new byte[size];
        Arrays.fill(database, (byte) 7);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            out.writeBytes(database);
            out.writeBytes(MessageDigest.getInstance("SHA-256").digest(database));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private Path take(Instant now, int keep, String... endpoints)
            throws IOException, InterruptedException {
        return new Snapshotting(List.of(endpoints), null, folder, "prod", keep)
                .run(InstantSource.fixed(now));
    }

    private Path take() throws IOException, InterruptedException {
        return take(NOON, 7, endpoint);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void writesWhatEtcdSendsUnderTheTime() throws IOException, InterruptedException {
        Path file = take();

        assertThat(file.getFileName()).hasToString("prod-20261129T120000Z.db");
        assertThat(Files.readAllBytes(file)).isEqualTo(database);
        assertThat(files()).containsExactly("prod-20261129T120000Z.db");
    }

    @Test
    void keepsTheNewestAndWhatIsNotItsOwn() throws IOException, InterruptedException {
        for (String other :
                List.of(
                        "prod-2-20200101T000000Z.db",
                        "prod-before-the-move.db",
                        "prod-20200101T000000Z.db.bak")) {
            Files.createFile(folder.resolve(other));
        }
        for (int hour = 0; hour < 4; hour++) {
            take(NOON.plusSeconds(3600L * hour), 2, endpoint);
        }

        assertThat(files())
                .containsExactly(
                        "prod-2-20200101T000000Z.db",
                        "prod-20200101T000000Z.db.bak",
                        "prod-20261129T140000Z.db",
                        "prod-20261129T150000Z.db",
                        "prod-before-the-move.db");
    }

    @Test
    void leavesNothingOfOneThatBreaksOff() throws IOException, InterruptedException {
        take(NOON, 1, endpoint);
        claimed = 512;

        assertThatThrownBy(() -> take(NOON.plusSeconds(60), 1, endpoint))
                .isInstanceOf(SnapshotFailure.class)
                .hasMessageContaining(endpoint)
                .hasMessageContaining("512 bytes are missing");
        end = "{\"result\":{\"rem";
        assertThatThrownBy(this::take).hasMessageContaining("it broke off");
        end = "{\"error\":{\"message\":\"etcdserver: stopped\"}}";
        assertThatThrownBy(this::take).hasMessageContaining("etcdserver: stopped");

        assertThat(files()).containsExactly("prod-20261129T120000Z.db");
    }

    @Test
    void refusesWhatItsSumDoesNotFit() throws IOException {
        database[100] = 8;
        assertThatThrownBy(this::take).hasMessageContaining("is damaged");
        database = whole(8000);
        assertThatThrownBy(this::take).hasMessageContaining("is no whole snapshot");
        assertThat(files()).isEmpty();
    }

    @Test
    void asksAMemberThatIsWithTheOthers() throws IOException, InterruptedException {
        assertThat(take(NOON, 7, "127.0.0.1:1", endpoint)).exists();
        reads = 503;
        assertThatThrownBy(() -> take(NOON, 7, "127.0.0.1:1", endpoint))
                .hasMessageContaining("127.0.0.1:1: it does not answer")
                .hasMessageContaining(endpoint + ": it answers 503: {\"error\":\"no leader\"}")
                .hasMessageContaining("needs a majority");
    }

    @Test
    void saysThatItsVolumeIsMissing() throws IOException {
        Files.delete(folder);
        assertThatThrownBy(this::take).hasMessageContaining("mount the volume");
        Files.createDirectory(folder);
    }

    @Test
    void theNewestIsTheSameForAllMembersOfACluster() throws IOException, InterruptedException {
        take(NOON.minusSeconds(7200), 7, endpoint);
        take(NOON.minusSeconds(3600), 7, endpoint);
        SnapshotFolder snapshots = new SnapshotFolder(folder);
        Path first = snapshots.newest(NOON);
        take(NOON.plusSeconds(1), 7, endpoint);

        assertThat(first.getFileName()).hasToString("prod-20261129T110000Z.db");
        assertThat(snapshots.newest(NOON)).isEqualTo(first);
        assertThatThrownBy(() -> snapshots.newest(NOON.minusSeconds(7200)))
                .hasMessageContaining("no snapshot <name>-<time>.db from before")
                .hasMessageContaining("prod-20261129T120001Z.db");
    }

    @Test
    void theNewestOfSeveralClustersIsTheUsersToChoose() throws IOException {
        Files.createFile(folder.resolve("a-20261129T100000Z.db"));
        Files.createFile(folder.resolve("b-20261129T110000Z.db"));
        SnapshotFolder snapshots = new SnapshotFolder(folder);
        assertThatThrownBy(() -> snapshots.newest(NOON))
                .hasMessageContaining("of several clusters")
                .hasMessageContaining("a-20261129T100000Z.db");
    }
}
