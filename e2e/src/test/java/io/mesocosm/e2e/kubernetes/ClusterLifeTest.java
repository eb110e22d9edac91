package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Needs;
import io.mesocosm.e2e.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local Kubernetes comes, is told apart from another, and goes without a trace. */
@Tag("kubernetes")
@Needs("root")
final class ClusterLifeTest {
    /** Settings of the whole machine that a kubelet changes where it may. */
    private static final String SETTINGS =
            "cd /proc/sys && head vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops";

    @TempDir private Path directory;
    private LocalCluster cluster;

    @BeforeEach
    void prepare() {
        cluster = new LocalCluster(directory.resolve("state"));
    }

    @AfterEach
    void stop() {
        cluster.close();
        assertThat(cluster.leftovers()).isEmpty();
    }

    @Test
    void clustersRunSideBySideAndOneGoesWithoutATrace(@TempDir Path second) throws Exception {
        String settings = Shell.run(directory, SETTINGS);
        assertThat(cluster.start(1)).contains("Kubernetes is up: 1 node(s)", "https://10.1");
        LocalCluster other = new LocalCluster(second.resolve("state"));
        try {
            other.start(1);
            assertThat(apiOf(other)).isNotEqualTo(apiOf(cluster));
            assertThat(cluster.mesocosm("up").run().all())
                    .contains("already running in " + cluster.state(), "apiserver", "node1");
        } finally {
            other.close();
        }

        assertThat(other.leftovers()).isEmpty();
        assertThat(other.mesocosm("status").run().succeeded())
                .isEqualTo("no local Kubernetes runs in " + other.state() + "\n");
        assertThat(cluster.kubectl().run("get", "node", "node1").succeeded()).contains(" Ready ");
        assertThat(Shell.run(directory, SETTINGS)).isEqualTo(settings);
    }

    private static String apiOf(LocalCluster cluster) throws IOException {
        try (Stream<String> lines = Files.lines(cluster.kubeconfig())) {
            return lines.filter(line -> line.contains("server:")).findFirst().orElseThrow();
        }
    }

    @Test
    void upStartsAgainWhatHasEndedAndAddsNodes() throws Exception {
        cluster.start(1);
        cluster.load(BusyboxImage.in(directory));
        cluster.kubectl().run("create", "configmap", "kept").succeeded();
        cluster.processes().forEach(HostProcess::kill);
        Kubernetes.await("the end of all")
                .until(() -> cluster.processes().stream().noneMatch(HostProcess::isAlive));

        cluster.start(2);

        assertThat(cluster.kubectl().run("get", "nodes", "--no-headers").succeeded().lines())
                .hasSize(2)
                .allMatch(line -> line.contains(" Ready "));
        cluster.kubectl().run("get", "configmap", "kept").succeeded();
        assertThat(cluster.on("node2", "ctr -n k8s.io images ls -q"))
                .contains("localhost/busybox:1", "localhost/pause:1");
    }

    @Test
    void downEndsNoProcessOfOthersWhenAllOfItsOwnHaveEnded() throws Exception {
        cluster.start(1);
        cluster.processes().forEach(HostProcess::kill);
        // As after a reboot: the process ids are those of others.
        String us = ProcessHandle.current().pid() + " 1 another-boot";
        for (String name : List.of("etcd", "apiserver", "node1")) {
            Files.writeString(cluster.state().resolve("cluster/run/" + name + ".pid"), us);
        }

        assertThat(cluster.mesocosm("down").run().succeeded()).isEqualTo("stopped\n");

        assertThat(cluster.leftovers()).isEmpty();
        assertThat(cluster.mesocosm("down").run().succeeded())
                .isEqualTo("no local Kubernetes runs in " + cluster.state() + "\n");
    }

    @Test
    void interruptedUpLeavesNothing() throws Exception {
        Path output = directory.resolve("output");
        Process up = cluster.mesocosm("up").start(output, output, "1");
        Kubernetes.await("the node's processes")
                .until(() -> Files.exists(cluster.state().resolve("cluster/run/node1.pid")));

        Shell.run(directory, List.of("kill", "-INT", Long.toString(up.pid())));

        assertThat(up.waitFor()).as(Files.readString(output)).isEqualTo(130);
        assertThat(Files.readString(output)).endsWith("interrupted\nstopped\n");
        assertThat(cluster.leftovers()).isEmpty();
    }

    @Test
    void wrongWordsAreNamedWithAWayOut() {
        assertThat(cluster.mesocosm("up").run("many").all()).contains("from 1 to 9, not 'many'");
        assertThat(cluster.mesocosm("upp").run().all()).contains("unknown command 'upp'");
        assertThat(cluster.mesocosm().run().all()).contains("cluster: what of it?");
        for (String command : List.of("kubectl", "helm", "sh", "crash", "start")) {
            assertThat(cluster.mesocosm(command).run("node1").all())
                    .isEqualTo(
                            "mesocosm: no local Kubernetes runs in %s. Start one: ./mesocosm cluster up\n"
                                    .formatted(cluster.state()));
        }
        assertThat(cluster.mesocosm("load").run().all()).contains("needs image archives");
        assertThat(cluster.mesocosm("up", "--state-dir", "/run/mesocosm").run().all())
                .contains("/run/mesocosm/cluster cannot be used", "a /run of its own");
        assertThat(asNobody("up").all()).contains("the local Kubernetes needs root");
    }

    private Command.Ran asNobody(String command) {
        Command mesocosm = cluster.mesocosm(command);
        Stream<String> nobody = Stream.of("setpriv", "--reuid=65534", "--clear-groups", "--");
        List<String> line = Stream.concat(nobody, mesocosm.line().stream()).toList();
        return new Command(line, mesocosm.environment()).run();
    }
}
