package io.mesocosm.e2e.clients;

import io.mesocosm.e2e.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** A Python client in an environment of its own, kept between runs while its pins are the same. */
record PythonClient(String name) {
    private static final Path SCRIPTS =
            Path.of(System.getProperty("mesocosm.root", ".."), "e2e", "clients", "python")
                    .toAbsolutePath()
                    .normalize();
    private static final Path CACHE =
            Path.of(System.getProperty("user.home", "/"), ".cache", "mesocosm", "clients");

    /** Runs one of the scripts to its end; fails with its output unless it says {@code ok}. */
    String run(String script, String argument) throws IOException {
        Path environment = environment();
        return Shell.run(
                SCRIPTS,
                List.of(
                        "timeout",
                        "150",
                        "env",
                        "PYTHONDONTWRITEBYTECODE=1",
                        "PYTHONPATH=" + environment,
                        "python3",
                        SCRIPTS.resolve(script).toString(),
                        argument));
    }

    private Path environment() throws IOException {
        Path pins = SCRIPTS.resolve(name + ".requirements.txt");
        Path install = SCRIPTS.resolve("install.sh");
        Path target = CACHE.resolve(name + "-" + digest(pins, install));
        if (!Files.isDirectory(target)) {
            Files.createDirectories(CACHE);
            // The script ends well where the machine or the registry is at fault, and says so; a
            // pin that cannot be had from a registry that answers is ours, and fails.
            String told =
                    Shell.run(
                            SCRIPTS,
                            List.of(
                                    "timeout",
                                    "240",
                                    "bash",
                                    "install.sh",
                                    name,
                                    target.toString()));
            if (!Files.isDirectory(target)) {
                throw new TestAbortedException(name + " does not install here: " + told.strip());
            }
        }
        return target;
    }

    private static String digest(Path... files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
