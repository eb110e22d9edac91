package io.mesocosm.containerizer.supervisor;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What containers need from the agent while they run, on disk in a folder named by its content: the
 * supervisor's program, and in a pod the files of the agent's image that are meant for the machine.
 * An upgrade never changes a file that something running was started from.
 */
public final class RuntimeFolder {
    private static final Logger log = LoggerFactory.getLogger(RuntimeFolder.class);
    private static final String SUPERVISOR = "mesocosm-supervisor";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Set<PosixFilePermission> PROGRAM =
            PosixFilePermissions.fromString("rwxr-xr-x");

    private final Path path;

    private RuntimeFolder(Path path) {
        this.path = path;
    }

    /**
     * Puts the supervisor that is in this jar, and the files, under {@code folders} unless they are
     * there, whole or not at all, and removes those of other content that nothing runs from.
     *
     * @param containers whose specs, and those of what is nested in them, tell what they run from
     */
    public static RuntimeFolder install(Path folders, Optional<Path> files, Path containers)
            throws IOException {
        byte[] supervisor = supervisorOfThisBuild();
        RuntimeFolder folder = new RuntimeFolder(folders.resolve(hash(supervisor, files)));
        if (!Files.isDirectory(folder.path)) {
            Files.createDirectories(folders);
            Path fresh = Files.createTempDirectory(folders, ".new-");
            write(fresh.resolve(SUPERVISOR), supervisor);
            if (files.isPresent()) {
                copy(files.get(), fresh);
            }
            Files.setPosixFilePermissions(fresh, PROGRAM);
            folder.moveHere(fresh);
        }
        folder.removeOthers(folders, containers);
        return folder;
    }

    private void moveHere(Path fresh) throws IOException {
        try {
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            delete(fresh);
            if (!Files.isDirectory(path)) {
                throw e;
            }
        }
    }

    /** The supervisor's program. */
    public Path supervisor() {
        return path.resolve(SUPERVISOR);
    }

    /** The OCI runtime that came with the files. */
    public Optional<Path> runtime() {
        return Stream.of("crun", "runc")
                .map(name -> path.resolve("bin").resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The root file system for commands without an image that came with the files. */
    public Optional<Path> base() {
        return Optional.of(path.resolve("base")).filter(Files::isDirectory);
    }

    // ------------------------------------------------------------ content

    private static byte[] supervisorOfThisBuild() {
        try (InputStream in = RuntimeFolder.class.getResourceAsStream(SUPERVISOR)) {
            if (in == null) {
                throw new IllegalStateException(
                        "This build has no " + SUPERVISOR + "; build the module with make and gcc");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> !file.equals(root)).sorted().toList();
        }
    }

    private static String hash(byte[] supervisor, Optional<Path> files) throws IOException {
        MessageDigest digest = sha256();
        digest.update(supervisor);
        if (files.isPresent()) {
            for (Path file : below(files.get())) {
                String kind =
                        Files.isSymbolicLink(file)
                                ? "link " + Files.readSymbolicLink(file)
                                : permissions(file);
                String line = files.get().relativize(file) + "\0" + kind + "\0";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    digest.update(sha256().digest(Files.readAllBytes(file)));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    // Both are on the disk before the folder has its name: after a power cut it is whole or absent.

    private static void write(Path program, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(program, CREATE_NEW, WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.setPosixFilePermissions(program, PROGRAM);
    }

    /** With owners, links, and what permissions have beside read, write and execute. */
    private static void copy(Path files, Path to) throws IOException {
        Program.run(List.of("cp", "-a", files + "/.", to.toString()), PATIENCE);
        Program.run(List.of("sync", "-f", to.toString()), PATIENCE);
    }

    // ------------------------------------------------------------ earlier ones

    private void removeOthers(Path folders, Path containers) throws IOException {
        List<String> users = new ArrayList<>(specs(containers));
        programsOfProcesses().forEach(program -> users.add(program.toString()));
        try (Stream<Path> all = Files.list(folders)) {
            for (Path other : all.filter(one -> !one.equals(path)).toList()) {
                // In a pod the path may begin elsewhere; its end is the same.
                Path end = folders.getFileName().resolve(other.getFileName());
                if (users.stream().noneMatch(user -> user.contains("/" + end + "/"))) {
                    log.info("runtime={} is used by nothing; removing it", other.getFileName());
                    delete(other);
                }
            }
        }
    }

    private static List<String> specs(Path containers) throws IOException {
        List<String> found = new ArrayList<>();
        if (Files.isDirectory(containers)) {
            try (Stream<Path> all = Files.list(containers)) {
                for (Path container : all.toList()) {
                    Path spec = container.resolve("spec");
                    if (Files.exists(spec)) {
                        found.add(Files.readString(spec, StandardCharsets.ISO_8859_1));
                    }
                    found.addAll(specs(container.resolve("containers")));
                }
            }
        }
        return found;
    }

    private static Set<Path> programsOfProcesses() {
        return ProcessHandle.allProcesses()
                .map(process -> Path.of("/proc/" + process.pid() + "/exe"))
                .flatMap(link -> target(link).stream())
                .collect(Collectors.toSet());
    }

    private static Optional<Path> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link));
        } catch (IOException e) {
            return Optional.empty(); // It has ended, or belongs to somebody else.
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
