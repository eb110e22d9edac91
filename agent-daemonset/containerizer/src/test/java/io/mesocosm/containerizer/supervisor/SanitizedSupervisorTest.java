package io.mesocosm.containerizer.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mesocosm.containerizer.supervisor.Supervisors.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C program, built with address and undefined-behaviour sanitizers, without cgroups or root.
 */
@Tag("e2e")
class SanitizedSupervisorTest {
    @TempDir Path temporary;
    private final Set<Path> gone = ConcurrentHashMap.newKeySet();
    private static final String LOOK =
            """
            read -r name </proc/sys/kernel/hostname; read -r data </a/file
            echo $$ $name $PWD; echo $data; (echo >/a/file) 2>/dev/null || echo read-only
            [ -c /dev/null ] && [ ! -s /proc/kcore ]
            """;

    private Supervisors supervisors = new Supervisors(List.of(), path -> {});

    @BeforeEach
    void start() {
        Path program = Path.of("target/checked/mesocosm-supervisor").toAbsolutePath();
        assumeTrue(Files.isExecutable(program), "the build made no " + program);
        String log = "log_path=" + temporary.resolve("fault") + ":detect_leaks=1";
        supervisors =
                new Supervisors(
                        List.of(
                                "/usr/bin/env",
                                "ASAN_OPTIONS=" + log,
                                "UBSAN_OPTIONS=print_stacktrace=1:" + log,
                                program.toString(),
                                "serve"),
                        gone::add);
    }

    @AfterEach
    void foundNoFault() throws IOException {
        supervisors.close();
        try (Stream<Path> files = Files.list(temporary)) {
            for (Path fault :
                    files.filter(file -> file.getFileName().toString().startsWith("fault"))
                            .toList()) {
                assertThat(fault).hasContent("");
            }
        }
    }

    private Path spec(String name, String line, long logLimit) throws IOException {
        Path directory = Files.createDirectory(temporary.resolve(name));
        SpecFile spec = new SpecFile().put("file", "/bin/sh").all("arg", List.of("sh", "-c", line));
        spec.put("env", "A=1").put("cwd", directory.toString()).put("loglimit", logLimit);
        spec.put("stdout", directory.resolve("stdout").toString());
        spec.put("stderr", directory.resolve("stderr").toString());
        spec.write(directory.resolve("spec"));
        return directory;
    }

    private ExitRecord end(Path directory) throws IOException {
        Awaitility.await().until(() -> gone.contains(directory));
        return ExitRecord.read(directory).orElseThrow();
    }

    @Test
    void recordsExitCodesAndSignals() throws IOException {
        Path exits = spec("exits", "exit 17", 0);
        Path dies = spec("dies", "kill -SEGV $$", 0);
        assertThat(supervisors.run(exits).join()).isInstanceOf(Start.Ready.class);
        assertThat(supervisors.run(dies).join()).isInstanceOf(Start.Ready.class);
        assertThat(end(exits).waitStatus()).isEqualTo(17 << 8);
        assertThat(end(dies).waitStatus() & 0x7f).isEqualTo(11);
    }

    @Test
    void tellsWhatCannotBeExecuted() throws IOException {
        Path directory = spec("c", "exit 0", 0);
        new SpecFile()
                .put("file", "/no/such")
                .put("arg", "x")
                .put("stdout", directory.resolve("stdout").toString())
                .put("stderr", directory.resolve("stderr").toString())
                .write(directory.resolve("spec"));
        assertThat(supervisors.run(directory).join())
                .isEqualTo(
                        new Start.Failed("Failed to execute /no/such: No such file or directory"));
        Awaitility.await().until(() -> gone.contains(directory));
        assertThat(ExitRecord.read(directory)).isEmpty();
    }

    @Test
    void refusesASpecThatIsCutOffOrUnknown() throws IOException {
        for (String content :
                List.of("", "file", "file\0/bin/sh\0nonsense\0x\0", "file\0/bin/sh")) {
            Path directory = Files.createDirectory(temporary.resolve("s" + content.hashCode()));
            Files.writeString(directory.resolve("spec"), content);
            assertThat(supervisors.run(directory).join()).isInstanceOf(Start.Failed.class);
        }
    }

    @Test
    void reapsOrphansAndKillsWhatIsLeft() throws IOException {
        Path directory =
                spec(
                        "c",
                        "(setsid sleep 1000 &) ; for i in 1 2 3; do (sleep 0 &) ; done; echo $A",
                        0);
        supervisors.run(directory).join();
        assertThat(end(directory).waitStatus()).isZero();
        assertThat(directory.resolve("stdout")).hasContent("1");
    }

    @Test
    void rotatesWithoutLosingALine() throws IOException {
        Path directory =
                spec("c", "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done", 20_000);
        supervisors.run(directory).join();
        end(directory);
        assertThat(Files.readString(directory.resolve("stdout"))).endsWith("line 2999\n");
        assertThat(directory.resolve("stdout.1")).isNotEmptyFile();
    }

    @Test
    void followsNoLinkOutOfTheSandbox() throws IOException {
        Path directory = spec("c", "echo secret", 0);
        Path victim = Files.writeString(temporary.resolve("victim"), "untouched");
        Files.createSymbolicLink(directory.resolve("stdout"), victim);
        assertThat(supervisors.run(directory).join()).isInstanceOf(Start.Failed.class);
        assertThat(victim).hasContent("untouched");
    }

    @Test
    void recordsWhoItIsBeforeTheTaskRuns() throws IOException {
        Path directory = spec("c", "cat started; exec sleep 1000", 0);
        Start start = supervisors.run(directory).join();
        StartRecord record = StartRecord.read(directory).orElseThrow();
        assertThat(start).isEqualTo(new Start.Ready(record.taskPid()));
        assertThat(record.supervisorLives()).isTrue();
        assertThat(BootIdentity.startTime(record.taskPid())).hasValue(record.taskStart());
        await().untilAsserted(
                        () ->
                                assertThat(directory.resolve("stdout"))
                                        .content()
                                        .contains(record.boot()));
        assertThat(supervisors.signal(9, List.of(record.taskPid()))).isEqualTo(1);
        assertThat(end(directory).waitStatus()).isEqualTo(9);
        assertThat(Optional.of(record).filter(StartRecord::ofThisBoot)).isPresent();
    }

    @Test
    void givesACommandARootFileSystemOfItsOwn() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "mounts need root");
        Path busybox = Path.of("/bin/busybox");
        assumeTrue(Files.isExecutable(busybox), "busybox is not installed");
        Path root = temporary.resolve("root");
        Files.createDirectories(root.resolve("bin"));
        Files.copy(busybox, root.resolve("bin/sh"));
        Files.setPosixFilePermissions(
                root.resolve("bin/sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path directory = temporary.resolve("own");
        Files.createDirectories(directory.resolve("upper"));
        Files.createDirectory(directory.resolve("work"));
        Path data = Files.writeString(temporary.resolve("data"), "bound\n");
        SpecFile spec = new SpecFile().put("root", root.toString()).put("hostname", "inside");
        spec.put(
                "overlay",
                "lowerdir=%1$s,upperdir=%2$s/upper,workdir=%2$s/work".formatted(root, directory));
        spec.put("mount", "proc\tproc\t/proc\tnosuid,noexec");
        spec.put("mount", "tmpfs\ttmpfs\t/dev\tmode=755,size=64k");
        spec.put("mount", "bind\t" + data + "\t/a/file\trbind,ro");
        spec.put("masked", "/proc/kcore").put("masked", "/proc/nothing");
        spec.put("readonly", "/proc/sys").put("readonly", "/proc/nothing");
        spec.put("file", "/bin/sh").all("arg", List.of("sh", "-c", LOOK)).put("env", "A=1");
        spec.put("uid", 0).put("gid", 0).put("bounding", "0").put("caps", "0").put("cwd", "/made");
        spec.put("stdout", directory.resolve("stdout").toString());
        spec.put("stderr", directory.resolve("stderr").toString());
        spec.write(directory.resolve("spec"));

        assertThat(supervisors.run(directory).join()).isInstanceOf(Start.Ready.class);

        assertThat(end(directory).waitStatus()).isZero();
        assertThat(directory.resolve("stdout")).hasContent("1 inside /made\nbound\nread-only");
        assertThat(directory.resolve("upper/a/file")).hasContent("");
        assertThat(root).isDirectoryNotContaining("glob:**/made");
    }
}
