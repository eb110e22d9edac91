package io.mesocosm.containerizer.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.HostRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether systemd runs a machine, and what its tools say. */
class SystemdTest {
    private static final Path DIRECTORY = Path.of("/run/systemd/system");

    @TempDir Path machine;
    private Path firstProcess = Path.of("");

    @BeforeEach
    void boot() throws IOException {
        firstProcess = Files.writeString(machine.resolve("comm"), "systemd\n");
    }

    private boolean runs() throws IOException {
        return Systemd.runs(new HostRoot(machine), DIRECTORY, firstProcess);
    }

    @Test
    void runsAMachineThatHasItsDirectoryAndItsProcess() throws IOException {
        Files.createDirectories(machine.resolve("run/systemd/system"));
        assertThat(runs()).isTrue();
    }

    @Test
    void doesNotRunAMachineOnWhichItIsInstalledOnly() throws IOException {
        assertThat(runs()).isFalse();
    }

    @Test
    void doesNotRunAContainerThatHasTheMachinesRunFolder() throws IOException {
        Files.createDirectories(machine.resolve("run/systemd/system"));
        Files.writeString(firstProcess, "catatonit\n");
        assertThat(runs()).isFalse();
    }

    @Test
    void tellsItsVersion() throws IOException {
        assertThat(saying("systemd 252 (252.38-1~deb12u1)\n+PAM +AUDIT\n").version())
                .isEqualTo(252);
        assertThat(saying("systemd 257.7-1\n").version()).isEqualTo(257);
        assertThat(saying("something else\n").version()).isZero();
    }

    @Test
    void showsWhatItDoesNotTellAsEmpty() throws IOException {
        assertThat(saying("Result=success\nControlGroup=\n").show("a.service", "Result", "Id"))
                .containsEntry("Result", "success")
                .containsEntry("Id", "");
    }

    private static Systemd saying(String text) {
        return new Systemd((String program, List<String> arguments) -> text);
    }
}
