package io.mesocosm.containerizer.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The supervisor's program on disk, in a folder named by its content: an upgrade never changes the
 * file from which a running supervisor was started.
 */
public final class SupervisorProgram {
    private static final String NAME = "mesocosm-supervisor";

    private SupervisorProgram() {}

    /**
     * Puts the program that is in this jar under {@code runtime} unless it is there, and returns
     * its path.
     */
    public static Path install(Path runtime) throws IOException {
        byte[] content = content();
        Path directory = runtime.resolve(hash(content));
        Path program = directory.resolve(NAME);
        if (Files.isExecutable(program)) {
            return program;
        }
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, NAME, ".new");
        Files.write(fresh, content);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            Files.delete(fresh);
        }
        return program;
    }

    private static byte[] content() {
        try (InputStream in = SupervisorProgram.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException(
                        "This build has no " + NAME + "; build the module with make and gcc");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
