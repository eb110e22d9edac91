package io.mesocosm.e2e.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.image.Registry;
import io.mesocosm.e2e.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

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
        Launcher.Ran ran = launcher.bash(commandsOfTheReadme());

        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("Mesocosm is up")
                .contains("Welcome to nginx!")
                .contains("\"deploymentId\"")
                .endsWith("stopped\n");
        assertThat(launcher.leftovers(1)).isEmpty();
    }

    private static String commandsOfTheReadme() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("mesocosm.root"), "README.md"));
        String section = readme.substring(readme.indexOf("## Five minutes"));
        section = section.substring(0, section.indexOf("\n## ", 1));
        StringBuilder commands = new StringBuilder();
        Matcher block = COMMANDS.matcher(section);
        while (block.find()) {
            commands.append(block.group(1));
        }
        assertThat(commands).as("the README has a tutorial").contains("./mesocosm up");
        return commands.toString();
    }
}
