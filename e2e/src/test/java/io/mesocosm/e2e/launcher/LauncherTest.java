package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Ports;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The launcher starts, tells, refuses and leaves nothing. */
@Tag("e2e")
@ResourceLock("the ports of ./mesocosm up")
final class LauncherTest {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir private Path directory;
    private Launcher launcher;
    private final Apps apps = new Apps(Ports.free());
    private final String masterPort = "--master-port=" + Ports.free();
    private final String marathonPort = "--marathon-port=" + apps.port();

    @BeforeEach
    void prepare() throws IOException {
        launcher = Launcher.in(directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        launcher.close();
    }

    private String up(String... options) throws IOException {
        Launcher.Ran ran = launcher.run(Apps.words("up", masterPort, marathonPort, options));
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        return ran.output();
    }

    private String outputOf(String... arguments) throws IOException {
        return launcher.run(arguments).output();
    }

    @Test
    void secondUpSaysWhatAlreadyRuns() throws Exception {
        Launcher.Ran first =
                launcher.bash(
                        "exec 9>lock; flock 9; ./mesocosm up %s %s; exec 9>&-; flock -n lock true"
                                .formatted(masterPort, marathonPort));
        assertThat(first.exitCode())
                .as("what runs keeps no file of its caller open: " + first.output())
                .isZero();

        Launcher.Ran second = launcher.run("up");

        assertThat(second.exitCode()).isZero();
        assertThat(second.output())
                .contains("already running", "master", "agent-1", "marathon", ":" + apps.port());
        assertThat(outputOf("logs", "master")).isNotBlank();
        assertThat(outputOf("logs", "nobody")).contains("no log of 'nobody'", "agent-1");
    }

    @Test
    void upStartsAgainWhatHasEndedAndTasksDoNotNotice() throws Exception {
        up();
        apps.post(LOOPBACK, Apps.sleeper("sleeper", 2));
        apps.awaitRunning(LOOPBACK, "sleeper", 2);
        List<HostProcess> tasks = apps.awaitProcesses("sleeper", 2);
        kill("agent-1");
        assertThat(outputOf("status")).containsPattern("agent-1 +ended").contains("master");

        assertThat(up()).contains("a part of the cluster", "starting that again", "is up");
        assertThat(apps.processes("sleeper")).isEqualTo(tasks);

        for (String name : List.of("master", "agent-1", "marathon")) {
            kill(name);
            // As after a reboot: the process ids are those of others.
            Files.writeString(pidFile(name), ProcessHandle.current().pid() + " 1 another-boot");
        }
        assertThat(outputOf("status")).startsWith("nothing runs");
        assertThat(up()).contains("ended without ./mesocosm down", "is up");
        apps.awaitRunning(LOOPBACK, "sleeper", 2);
        assertThat(apps.processes("sleeper")).isEqualTo(tasks);
    }

    private Path pidFile(String name) {
        return launcher.state().resolve("run").resolve(name + ".pid");
    }

    private void kill(String name) throws IOException {
        String pid = Files.readString(pidFile(name)).split(" ", -1)[0];
        HostProcess component = new HostProcess(Long.parseLong(pid));
        component.kill();
        Awaitility.await("the end of " + name).until(() -> !component.isAlive());
    }

    @Test
    void portThatIsTakenIsNamedAndNothingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Launcher.Ran ran =
                    launcher.run("up", "--master-port=" + taken.getLocalPort(), marathonPort);
            assertThat(ran.exitCode()).isNotZero();
            assertThat(ran.output())
                    .contains("port " + taken.getLocalPort() + " is taken by ", "--master-port");
        }
        assertThat(outputOf("status")).startsWith("nothing runs");
    }

    @Test
    void unknownWordsAreNamed() throws Exception {
        assertThat(outputOf("upp")).contains("unknown command 'upp'");
        assertThat(outputOf("up", "--agnets=2")).contains("unknown option --agnets=2");
        assertThat(outputOf("up", "--agents", "many")).contains("not 'many'");
        assertThat(outputOf("up", "--agents")).isEqualTo(wrong("--agents needs a value"));
        assertThat(outputOf("up", "--master-port=http")).contains("a port from 1 to 65535");
        assertThat(outputOf("up", "--master-port=9", "--marathon-port=9")).contains("are both 9");
        assertThat(outputOf("up", "--kubernetes", "--agnets=2"))
                .contains("unknown option --agnets=2");
        assertThat(outputOf("up", "--kubernetes", "--registry")).contains("needs a value");
        assertThat(launcher.bash("KUBECONFIG= ./mesocosm up --kubernetes --agents 20").output())
                .contains("from 1 to 9, of nodes, not '20'");
        assertThat(launcher.bash("KUBECONFIG=/none ./mesocosm up --kubernetes").output())
                .contains("the nodes of /none need a registry");
        assertThat(outputOf("down", "--all")).contains("unknown option --all");
        assertThat(outputOf("status", "--all")).contains("unknown option --all");
        assertThat(outputOf("logs", "--follow")).contains("unknown option --follow");
        assertThat(outputOf("test", "--only", "some")).contains("not 'some'");
        assertThat(outputOf("test", "--rounds=no")).contains("not 'no'");
        assertThat(outputOf("bench", "torture", "no")).contains("not 'no'");
        assertThat(outputOf("down", "--state-dir")).isEqualTo(wrong("--state-dir needs a value"));
        for (String command : List.of("up", "down", "logs", "test", "bench", "status")) {
            assertThat(outputOf(command, "--help")).startsWith("Usage: ./mesocosm COMMAND");
        }
    }

    private static String wrong(String what) {
        return "mesocosm: " + what + " (./mesocosm help)\n";
    }

    @Test
    void whereNothingRunsThereIsNothingToStopOrShow() throws Exception {
        assertThat(launcher.run("down"))
                .isEqualTo(new Launcher.Ran(0, "nothing runs in " + launcher.state() + "\n"));
        assertThat(outputOf("logs")).contains("nothing was ever started in " + launcher.state());
        assertThat(outputOf("up", masterPort, marathonPort, "--state-dir", "/proc/none"))
                .endsWith("cannot write /proc/none: choose another place with --state-dir.\n");
    }

    @Test
    void interruptedUpLeavesNothing() throws Exception {
        Launcher.Started up = launcher.start("up", masterPort, marathonPort);
        Awaitility.await("the start of the last component")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(pidFile("marathon")));

        Launcher.Ran ran = up.interrupt().awaitEnd();

        assertThat(ran.exitCode()).as(ran.output()).isEqualTo(130);
        assertThat(ran.output()).endsWith("interrupted\nstopped\n");
        assertThat(launcher.leftovers(1)).isEmpty();
        assertThat(outputOf("status")).startsWith("nothing runs");
    }

    @Test
    void upInTheForegroundStopsOnCtrlC() throws Exception {
        Launcher.Started up = launcher.start("up", "--foreground", masterPort, marathonPort);
        up.awaitOutput("Ctrl-C stops the cluster");
        apps.post(LOOPBACK, Apps.sleeper("sleeper", 1));
        apps.awaitRunning(LOOPBACK, "sleeper", 1);

        Launcher.Ran ran = up.interrupt().awaitEnd();

        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output()).endsWith("stopped\n");
        assertThat(apps.processes("sleeper")).isEmpty();
        assertThat(launcher.leftovers(1)).isEmpty();
    }

    @Test
    void clustersRunSideBySide(@TempDir Path second) throws Exception {
        up();
        Apps others = new Apps(Ports.free());
        try (Launcher other = Launcher.in(second, Map.of())) {
            Launcher.Ran up =
                    other.run(
                            "up",
                            "--master-port=" + Ports.free(),
                            "--marathon-port=" + others.port());
            assertThat(up.exitCode()).as(up.output()).isZero();
            apps.post(LOOPBACK, Apps.withPort("first"));
            others.post(LOOPBACK, Apps.withPort("second"));
            apps.awaitRunning(LOOPBACK, "first", 1);
            others.awaitRunning(LOOPBACK, "second", 1);
            assertThat(apps.portOf(LOOPBACK, "first"))
                    .isNotEqualTo(others.portOf(LOOPBACK, "second"));

            assertThat(other.run("down").output()).isEqualTo("stopped\n");

            assertThat(others.processes("second")).isEmpty();
            assertThat(other.leftovers(1)).isEmpty();
            assertThat(apps.processes("first")).hasSize(1);
        }
    }

    @Test
    @Needs("root")
    void downStopsTasksAndLeavesNothing() throws Exception {
        up();
        apps.post(LOOPBACK, Apps.sleeper("sleeper", 3));
        apps.awaitRunning(LOOPBACK, "sleeper", 3);

        String down = outputOf("down", "--purge");

        assertThat(down).contains("stopped");
        assertThat(apps.processes("sleeper")).isEmpty();
        assertThat(launcher.leftovers(1)).isEmpty();
        assertThat(launcher.state()).doesNotExist();
    }

    @Test
    @Needs({"root", "ip", "iptables"})
    void severalAgentsAreHostsOfTheirOwn() throws Exception {
        up("--agents", "2");
        apps.post(
                "10.77.0.1",
                "{\"id\":\"spread\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":2,"
                        + "\"constraints\":[[\"hostname\",\"UNIQUE\"]]}");
        apps.awaitRunning("10.77.0.1", "spread", 2);
        assertThat(apps.get("10.77.0.1", "/v2/apps/spread/tasks"))
                .contains("10.77.0.11", "10.77.0.12");

        launcher.run("down");

        assertThat(launcher.leftovers(1)).isEmpty();
        assertThat(launcher.leftovers(2)).isEmpty();
    }

    /** In a tree of its own, for a Maven of its own that fails where it is told to. */
    @Test
    void testFailsWhereAnyPartOfItDoes() throws Exception {
        Launcher.Ran tree =
                launcher.bash(
                        """
                        version=$(sed -n 's/^MAVEN_VERSION=//p' mesocosm)
                        mkdir -p tree/e2e tree/cache/mesocosm/apache-maven-$version/bin
                        cp "$(readlink mesocosm)" tree/mesocosm
                        cd tree
                        mkdir -p $(sed -n 's/.*find pom.xml \\(.*\\) \\\\$/\\1/p' mesocosm)
                        touch pom.xml e2e/packages.txt
                        mkdir -p store/src/test/java
                        echo '@Tag("e2e")' >store/src/test/java/StoreTest.java
                        printf '#!/bin/sh\\ncase "$*" in *"$BROKEN"*) exit 1 ;; esac' >cache/mesocosm/apache-maven-$version/bin/mvn
                        chmod +x cache/mesocosm/apache-maven-$version/bin/mvn
                        """);
        assertThat(tree.exitCode()).as(tree.output()).isZero();

        String modulesWithSuchTests = "-Dgroups=e2e -am -pl ./store";
        assertThat(testInTree("e2e", "nothing")).isZero();
        assertThat(testInTree("e2e", "verify -DskipTests")).isEqualTo(1);
        assertThat(testInTree("e2e", "-Dgroups=e2e -pl e2e")).isEqualTo(1);
        assertThat(testInTree("e2e", modulesWithSuchTests)).isEqualTo(1);
        assertThat(testInTree("unit", "verify")).isEqualTo(1);
        assertThat(testInTree("all", "nothing")).isZero();
        assertThat(testInTree("all", "verify -Dspotless.goal=check")).isEqualTo(1);
        assertThat(testInTree("all", "-Dgroups=e2e -pl e2e")).isEqualTo(1);
        assertThat(testInTree("all", modulesWithSuchTests)).isEqualTo(1);
        assertThat(testInTree("all", "-Dgroups=kubernetes")).isEqualTo(1);
        assertThat(testInTree("kubernetes", "verify -DskipTests")).isEqualTo(1);
    }

    private int testInTree(String only, String broken) throws IOException {
        return launcher.bash(
                        "cd tree; KUBECONFIG=/none XDG_CACHE_HOME=$PWD/cache BROKEN='%s' ./mesocosm test --only %s"
                                .formatted(broken, only))
                .exitCode();
    }
}
