package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.launcher.Readme;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's "On Kubernetes" as it stands: every command in it, in order. */
@Tag("kubernetes")
@Needs("root")
final class KubernetesTutorialTest {
    @TempDir private Path directory;
    private LocalCluster cluster;

    @BeforeEach
    void prepare() {
        cluster = new LocalCluster(directory);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void everyCommandOfTheReadmeWorksAndNothingStays() throws IOException {
        Command bash =
                new Command(
                        List.of("env", "-C", Readme.ROOT.toString(), "bash", "-euo", "pipefail"),
                        Map.of("MESOCOSM_STATE_DIR", cluster.state().toString(), "KUBECONFIG", ""));

        Command.Ran ran = bash.run("-c", Readme.commandsOf("On Kubernetes"));

        assertThat(ran.exitCode()).as(ran.all()).isZero();
        assertThat(ran.output())
                .contains("Mesocosm is up on a local Kubernetes")
                .contains("app.mesocosm.io/hello condition met")
                .containsPattern("app.mesocosm.io/hello +2 +2 +2 +True")
                .containsPattern("mesoscluster.mesocosm.io/mesos +1/1 +mesos-master-0 +2/2 ")
                .endsWith("stopped\n");
        assertThat(cluster.leftovers()).isEmpty();
    }
}
