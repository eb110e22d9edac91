package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.image.Registry;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Runs the README's "Five minutes" as it stands: every command in it, in order. */
@Tag("e2e")
@ResourceLock("the ports of ./mesocosm up")
@Needs({"root", "crun", "skopeo", "docker-registry", "mmdebstrap"})
final class TutorialTest {
    @RegisterExtension static final Registry REGISTRY = new Registry();

    @TempDir private Path directory;
    private Launcher launcher;

    @BeforeEach
    void prepare() throws IOException {
        launcher = Launcher.in(directory, Map.of("MESOCOSM_DOCKER_REGISTRY", REGISTRY.url()));
    }

    @AfterEach
    void stop() throws Exception {
        launcher.close();
    }

    @Test
    void everyCommandOfTheReadmeWorksAndNothingStays() throws Exception {
        Launcher.Ran ran = launcher.bash(Readme.commandsOf("Five minutes"));

        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("Mesocosm is up")
                .contains("Welcome to nginx!")
                .contains("\"deploymentId\"")
                .endsWith("stopped\n");
        assertThat(launcher.leftovers(1)).isEmpty();
    }
}
