package io.mesocosm.containerizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths of a machine, seen by a process that has another root directory. */
class HostRootTest {
    @TempDir Path machine;
    private HostRoot host = HostRoot.OWN;

    @BeforeEach
    void furnish() throws IOException {
        host = new HostRoot(machine);
        Files.createDirectories(machine.resolve("run/lock"));
        Files.createDirectories(machine.resolve("etc/static"));
        Files.writeString(machine.resolve("etc/static/passwd"), "root:x:0:0:::\n");
    }

    private void link(String name, String target) throws IOException {
        Path link = machine.resolve(name);
        Files.createDirectories(link.resolve("..").normalize());
        Files.createSymbolicLink(link, Path.of(target));
    }

    @Test
    void leavesPathsOfItsOwnRootAlone() throws IOException {
        assertThat(HostRoot.OWN.resolve(Path.of("/etc/passwd"))).isEqualTo(Path.of("/etc/passwd"));
    }

    @Test
    void followsAbsoluteLinksWithinTheMachine() throws IOException {
        link("var/run", "/run");
        assertThat(host.resolve(Path.of("/var/run/lock"))).isEqualTo(machine.resolve("run/lock"));
    }

    @Test
    void followsRelativeLinksOverSeveralSteps() throws IOException {
        link("etc/passwd", "static/passwd");
        link("var/etc", "../etc");
        assertThat(host.resolve(Path.of("/var/etc/passwd")))
                .isEqualTo(machine.resolve("etc/static/passwd"));
    }

    @Test
    void isNotLedAboveTheRoot() throws IOException {
        link("out", "../../../../etc");
        assertThat(host.resolve(Path.of("/out/static"))).isEqualTo(machine.resolve("etc/static"));
    }

    @Test
    void resolvesWhatIsNotThere() throws IOException {
        link("srv", "/data");
        assertThat(host.resolve(Path.of("/srv/new/folder")))
                .isEqualTo(machine.resolve("data/new/folder"));
    }

    @Test
    void givesUpOnLinksInACircle() throws IOException {
        link("a", "/b");
        link("b", "/a");
        assertThatIOException()
                .isThrownBy(() -> host.resolve(Path.of("/a/file")))
                .withMessageContaining("symbolic links");
    }

    @Test
    void refusesAFolderThatIsNotTheMachinesOwn() throws IOException {
        Path folder = machine.resolve("run");
        Files.createDirectories(machine.resolve(machine.relativize(folder).toString()));
        assertThatIOException()
                .isThrownBy(() -> host.requireShared(folder))
                .withMessageContaining("Bidirectional");
    }
}
