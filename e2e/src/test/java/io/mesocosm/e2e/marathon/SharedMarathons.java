package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.cluster.Ports;
import io.mesocosm.e2e.cluster.Program;
import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Connection;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Several Marathons of one cluster that keep their state in one etcd. */
final class SharedMarathons implements AutoCloseable {
    private static final String IP = "127.0.0.1";

    /** A standby passes requests on to a leader that is frozen, until it is told otherwise. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Part etcd;
    private final Endpoint etcdClient = new Endpoint(IP, Ports.free());
    private final List<Member> members = new ArrayList<>();

    /** One of the Marathons, with its address. */
    record Member(Part part, Endpoint endpoint) {
        /** Whether it stands by or leads. */
        boolean isReady() {
            return part.isAlive() && endpoint.answers("/ready");
        }

        /** Who answers its requests, {@code host:port}; empty when nobody does. */
        Optional<String> leader() {
            try (Connection connection = Connection.tcp(endpoint, GLANCE)) {
                connection.send("GET", "/v2/leader", Map.of(), new byte[0]);
                Answer answer = connection.receive();
                return answer.status() == 200
                        ? Optional.of(answer.json().path("leader").asText())
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        boolean leads() {
            return leader().filter(endpoint.toString()::equals).isPresent();
        }

        @Override
        public String toString() {
            return part.toString();
        }
    }

    SharedMarathons(Cluster cluster, int count) throws IOException {
        Path directory = Files.createTempDirectory(cluster.directory(), "shared");
        String peer = "http://" + new Endpoint(IP, Ports.free());
        etcd =
                new Part(
                        "etcd",
                        List.of(
                                etcdProgram(directory),
                                "--data-dir=" + directory.resolve("etcd"),
                                "--listen-client-urls=http://" + etcdClient,
                                "--advertise-client-urls=http://" + etcdClient,
                                "--listen-peer-urls=" + peer,
                                "--initial-advertise-peer-urls=" + peer,
                                "--initial-cluster=default=" + peer),
                        directory);
        for (int i = 0; i < count; i++) {
            Endpoint endpoint = new Endpoint(IP, Ports.free());
            List<String> flags =
                    List.of(
                            "--master=http://" + cluster.master(),
                            "--http_address=" + IP,
                            "--http_port=" + endpoint.port(),
                            "--etcd=" + etcdClient);
            members.add(
                    new Member(
                            new Part(
                                    "marathon-" + i,
                                    Program.marathon(flags).commandLine(),
                                    directory),
                            endpoint));
        }
    }

    /** The etcd of this tree; skips the test where there is neither it nor Go to build it. */
    private static String etcdProgram(Path directory) throws IOException {
        Path words = directory.resolve("etcd-build.log");
        try {
            String folder =
                    Shell.run(Program.ROOT, "cluster/build etcd 2>" + words + " </dev/null")
                            .strip();
            return folder + "/etcd";
        } catch (IllegalStateException e) {
            String said = Files.readString(words);
            Assumptions.abort("no etcd, and it cannot be built: " + said);
            throw e;
        }
    }

    Part etcd() {
        return etcd;
    }

    /** Starts what does not run, and waits until one leads and all others stand by. */
    void awaitWhole() {
        etcd.start();
        members.forEach(member -> member.part.start());
        await("all Marathons ready", () -> members.stream().allMatch(Member::isReady));
        await("one leader", () -> leader().isPresent());
    }

    static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private Optional<Member> leader() {
        return members.stream().filter(m -> m.part.isAlive() && m.leads()).findFirst();
    }

    /** The one that leads. */
    Member leading() {
        return leader().orElseThrow(() -> new AssertionError("nobody leads"));
    }

    /** Another one than this. */
    Member other(Member one) {
        return members.stream().filter(m -> !m.equals(one)).findFirst().orElseThrow();
    }

    /** Waits until this one leads; the milliseconds it took since then. */
    long awaitLead(Member member, long sinceNanos) {
        await(member + " to lead", member::leads);
        return (System.nanoTime() - sinceNanos) / 1_000_000;
    }

    void show() {
        System.err.println("---- etcd:\n" + etcd.logTail());
        members.forEach(m -> System.err.println("---- " + m + ":\n" + m.part.logTail()));
    }

    @Override
    public void close() {
        members.forEach(m -> m.part.end());
        etcd.end();
        assertThat(members).noneMatch(m -> m.part.isAlive());
    }
}
