package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Ports;
import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The launcher as a user has it who is not root and may not write to the checkout. */
@Tag("e2e")
@ResourceLock("the ports of ./mesocosm up")
@Needs({"root", "unshare", "setpriv"})
final class UnprivilegedTest {
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir private Path directory;
    private Launcher launcher;
    private final Apps apps = new Apps(Ports.free());

    @BeforeEach
    void prepare() throws IOException {
        launcher = Launcher.ofNobody(directory);
    }

    @AfterEach
    void stop() throws Exception {
        launcher.close();
    }

    @Test
    void upSaysWhatItCannotGiveRunsTasksAndDownLeavesNoProcess() throws Exception {
        Launcher.Ran up =
                launcher.run(
                        "up",
                        "--agents=2",
                        "--master-port=" + Ports.free(),
                        "--marathon-port=" + apps.port());
        assertThat(up.exitCode()).as(up.output()).isZero();
        assertThat(up.output())
                .contains("not root: no cgroups", "no images", "no BRIDGE networks")
                .contains("Tasks run as nobody, as plain processes")
                .contains("Mesocosm is up: 2 agent(s)")
                .doesNotContain("Read-only", "ermission denied", "building");
        apps.post(LOOPBACK, Apps.sleeper("unprivileged", 3));
        apps.awaitRunning(LOOPBACK, "unprivileged", 3);
        assertThat(apps.awaitProcesses("unprivileged", 3))
                .allMatch(process -> process.owner().equals("nobody"));
        assertThat(launcher.run("status").output()).contains("agent-2", ":" + apps.port());

        Launcher.Ran down = launcher.run("down");

        assertThat(down).isEqualTo(new Launcher.Ran(0, "stopped\n"));
        assertThat(apps.processes("unprivileged")).isEmpty();
        assertThat(HostProcess.all())
                .filteredOn(HostProcess::isAlive)
                .noneMatch(process -> process.commandLine().contains(directory.toString()));
    }

    @Test
    void aPlaceThatItMayNotWriteIsRefusedWithAWayOut() throws Exception {
        String inTheCheckout = directory.resolve("checkout").resolve(".mesocosm").toString();

        Launcher.Ran up = launcher.run("up", "--state-dir", inTheCheckout);

        assertThat(up.exitCode()).isNotZero();
        assertThat(up.output())
                .endsWith(
                        "nobody cannot write "
                                + inTheCheckout
                                + ": choose another place with --state-dir.\n");
    }
}
