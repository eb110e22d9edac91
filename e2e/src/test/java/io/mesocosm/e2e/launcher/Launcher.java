package io.mesocosm.e2e.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Runs {@code ./mesocosm} in a folder of its own, with a state directory of its own. */
final class Launcher {
    private final Path directory;
    private final Path state;
    private final Map<String, String> environment;

    /**
     * @param directory where {@code ./mesocosm} is to be found; made a link to the tree's
     * @param environment set beside the test's own
     */
    Launcher(Path directory, Map<String, String> environment) throws IOException {
        this.directory = directory.toRealPath();
        this.state = this.directory.resolve("state");
        this.environment = environment;
        Path script = Path.of(System.getProperty("mesocosm.root"), "mesocosm").toRealPath();
        Files.createSymbolicLink(this.directory.resolve("mesocosm"), script);
    }

    /** What a command printed, both streams together, and how it ended. */
    record Ran(int exitCode, String output) {}

    Ran run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./mesocosm"));
        command.addAll(List.of(arguments));
        return execute(command);
    }

    /** Runs a bash text in the launcher's folder, ending at its first failing command. */
    Ran bash(String text) throws IOException, InterruptedException {
        return execute(List.of("bash", "-euo", "pipefail", "-c", text));
    }

    private Ran execute(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("MESOCOSM_STATE_DIR", state.toString());
        builder.environment().putAll(environment);
        java.lang.Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ran(process.waitFor(), output);
    }

    Path state() {
        return state;
    }

    /**
     * The name in the kernel (cgroups, links, namespaces) of this state directory's agent of that
     * number.
     */
    String agentName(int number) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(state.toString().getBytes(UTF_8));
            return "mesocosm-" + HexFormat.of().formatHex(hash).substring(0, 6) + "-" + number;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
