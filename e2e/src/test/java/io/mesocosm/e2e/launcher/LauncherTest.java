package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Ports;
import io.mesocosm.e2e.machine.Leftovers;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher starts, tells, refuses and leaves nothing. */
final class LauncherTest {
    @TempDir private Path directory;
    private Launcher launcher;
    private final String masterPort = "--master-port=" + Ports.free();
    private final int marathon = Ports.free();
    private final String marathonPort = "--marathon-port=" + marathon;

    @BeforeEach
    void prepare() throws IOException {
        launcher = new Launcher(directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        launcher.run("down");
    }

    @Test
    void secondUpSaysWhatAlreadyRuns() throws Exception {
        Launcher.Ran first = launcher.run("up", masterPort, marathonPort);
        assertThat(first.exitCode()).as(first.output()).isZero();

        Launcher.Ran second = launcher.run("up");

        assertThat(second.exitCode()).isZero();
        assertThat(second.output())
                .contains("already running", "master", "agent-1", "marathon", ":" + marathon);
        assertThat(launcher.run("logs", "master").output()).isNotBlank();
        assertThat(launcher.run("logs", "nobody").output())
                .contains("no log of 'nobody'", "agent-1");
    }

    @Test
    void portThatIsTakenIsNamedAndNothingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Launcher.Ran ran =
                    launcher.run("up", "--master-port=" + taken.getLocalPort(), marathonPort);
            assertThat(ran.exitCode()).isNotZero();
            assertThat(ran.output()).contains("port " + taken.getLocalPort() + " is taken by ");
        }
        assertThat(launcher.run("status").output()).startsWith("nothing runs");
    }

    @Test
    void unknownWordsAreNamed() throws Exception {
        assertThat(launcher.run("upp").output()).contains("unknown command 'upp'");
        assertThat(launcher.run("up", "--agnets=2").output()).contains("unknown option --agnets=2");
        assertThat(launcher.run("up", "--agents", "many").output()).contains("not 'many'");
        assertThat(launcher.run("down", "--all").output()).contains("unknown option --all");
        assertThat(launcher.run("test", "--only", "some").output()).contains("not 'some'");
    }

    @Test
    @Needs("root")
    void downStopsTasksAndLeavesNothing() throws Exception {
        Leftovers leftovers = new Leftovers(launcher.state(), launcher.agentName(1));
        Launcher.Ran up = launcher.run("up", masterPort, marathonPort);
        assertThat(up.exitCode()).as(up.output()).isZero();
        post(
                "127.0.0.1",
                "{\"id\":\"sleeper\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":3}");
        awaitRunning("127.0.0.1", "sleeper", 3);

        Launcher.Ran down = launcher.run("down", "--purge");

        assertThat(down.output()).contains("stopped");
        assertThat(leftovers.find()).isEmpty();
        assertThat(launcher.state()).doesNotExist();
    }

    @Test
    @Needs({"root", "ip", "iptables"})
    void severalAgentsAreHostsOfTheirOwn() throws Exception {
        Leftovers leftovers = new Leftovers(launcher.state(), launcher.agentName(2));
        Launcher.Ran up = launcher.run("up", "--agents", "2", masterPort, marathonPort);
        assertThat(up.exitCode()).as(up.output()).isZero();
        post(
                "10.77.0.1",
                "{\"id\":\"spread\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":2,"
                        + "\"constraints\":[[\"hostname\",\"UNIQUE\"]]}");
        awaitRunning("10.77.0.1", "spread", 2);
        assertThat(get("10.77.0.1", "/v2/apps/spread/tasks")).contains("10.77.0.11", "10.77.0.12");

        launcher.run("down");

        assertThat(leftovers.find()).isEmpty();
    }

    private void post(String host, String app) {
        Answer answer = new Endpoint(host, marathon).post("/v2/apps", app);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private void awaitRunning(String host, String app, int instances) {
        Awaitility.await(app)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                get(host, "/v2/apps/" + app)
                                        .contains("\"tasksRunning\":" + instances));
    }

    private String get(String host, String path) {
        return new Endpoint(host, marathon).get(path).text();
    }
}
