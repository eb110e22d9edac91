package io.mesocosm.containerizer.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers need at run time, by its content. */
class RuntimeFolderTest {
    @TempDir Path temporary;
    private Path files = Path.of("");
    private Path folders = Path.of("");

    @BeforeEach
    void furnish() throws IOException {
        files = Files.createDirectories(temporary.resolve("image"));
        folders = temporary.resolve("programs");
        Files.createDirectories(files.resolve("bin"));
        Files.writeString(files.resolve("bin/crun"), "#!/bin/sh\nexit 3\n");
        executable(files.resolve("bin/crun"));
        Files.createSymbolicLink(files.resolve("bin/alias"), Path.of("crun"));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private RuntimeFolder install() throws IOException {
        return RuntimeFolder.install(folders, Optional.of(files), temporary.resolve("containers"));
    }

    private List<Path> installed() throws IOException {
        try (Stream<Path> all = Files.list(folders)) {
            return all.toList();
        }
    }

    @Test
    void holdsTheSupervisorAlone() throws IOException {
        RuntimeFolder folder =
                RuntimeFolder.install(folders, Optional.empty(), temporary.resolve("containers"));
        assertThat(folder.supervisor()).isExecutable();
        assertThat(folder.runtime()).isEmpty();
    }

    @Test
    void holdsACopyOfTheFiles() throws Exception {
        Path runtime = install().runtime().orElseThrow();
        assertThat(new ProcessBuilder(runtime.toString()).start().waitFor()).isEqualTo(3);
        assertThat(Files.readSymbolicLink(runtime.resolveSibling("alias")))
                .isEqualTo(Path.of("crun"));
    }

    @Test
    void holdsTheBaseRootFileSystemWithWhatItsPermissionsSayBesideRights() throws Exception {
        assertThat(install().base()).isEmpty();
        Path temporaryFiles = Files.createDirectories(files.resolve("base/tmp"));
        Files.setAttribute(temporaryFiles, "unix:mode", 0_1777);
        Path base = install().base().orElseThrow();
        assertThat((int) Files.getAttribute(base.resolve("tmp"), "unix:mode") & 0_7777)
                .isEqualTo(0_1777);
    }

    @Test
    void isTheSameForTheSameContent() throws IOException {
        Path first = install().supervisor();
        assertThat(install().supervisor()).isEqualTo(first);
        assertThat(installed()).hasSize(1);
    }

    @Test
    void isAnotherForOtherBytesAndForOtherPermissions() throws IOException {
        Path first = install().supervisor();
        Files.writeString(files.resolve("bin/crun"), "#!/bin/sh\nexit 4\n");
        Path second = install().supervisor();
        Files.setPosixFilePermissions(
                files.resolve("bin/crun"), PosixFilePermissions.fromString("rwx------"));
        assertThat(List.of(first, second)).doesNotContain(install().supervisor());
        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void removesWhatNothingRunsFromAndWhatWasCutOff() throws IOException {
        Path first = install().supervisor();
        Files.createDirectories(folders.resolve(".new-cut/off"));
        Files.writeString(files.resolve("more"), "");
        Path second = install().supervisor();
        assertThat(first).doesNotExist();
        assertThat(installed()).containsExactly(second.getParent());
    }

    @Test
    void keepsWhatAProcessRunsFrom() throws Exception {
        Path first = install().supervisor();
        Process user = new ProcessBuilder(first.toString(), "hold").start();
        Path exe = Path.of("/proc/" + user.pid() + "/exe");
        await().until(() -> Files.readSymbolicLink(exe).equals(first.toRealPath()));
        Files.writeString(files.resolve("more"), "");
        install();
        assertThat(first).isExecutable();
        user.destroyForcibly();
        user.waitFor();
        await().untilAsserted(
                        () -> {
                            install();
                            assertThat(first).doesNotExist();
                        });
    }

    @Test
    void keepsWhatAContainerWasStartedFrom() throws IOException {
        Path first = install().supervisor();
        Path container = temporary.resolve("containers/outer/containers/inner");
        Files.createDirectories(container.resolve("upper"));
        new SpecFile()
                .put("root", first.resolveSibling("base").toString())
                .write(container.resolve("spec"));
        Files.writeString(files.resolve("more"), "");
        install();
        assertThat(first).isExecutable();
        Files.delete(container.resolve("spec"));
        install();
        assertThat(first).doesNotExist();
    }
}
