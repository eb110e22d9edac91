package io.mesocosm.e2e.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mesocosm.e2e.machine.Leftovers;
import io.mesocosm.e2e.machine.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Runs {@code ./mesocosm} in a folder of its own, with a state directory of its own. */
final class Launcher implements AutoCloseable {
    private static final Path ROOT = real(Path.of(System.getProperty("mesocosm.root", "..")));
    private static final String NOBODY =
            """
            mount --bind -o ro "$1" "$2"
            mount --bind -o ro "$3" "$4"
            shift 4
            exec setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"
            """;

    private final Path directory;
    private final Path state;
    private final List<String> prefix;
    private final Map<String, String> environment;

    private Launcher(
            Path directory, Path state, List<String> prefix, Map<String, String> environment) {
        this.directory = directory;
        this.state = state;
        this.prefix = prefix;
        this.environment = environment;
    }

    /**
     * The launcher of whoever runs the test.
     *
     * @param directory where {@code ./mesocosm} is to be found; made a link to the tree's
     * @param environment set beside the test's own
     */
    static Launcher in(Path directory, Map<String, String> environment) throws IOException {
        Path real = real(directory);
        Files.createSymbolicLink(real.resolve("mesocosm"), ROOT.resolve("mesocosm"));
        return new Launcher(real, real.resolve("state"), List.of(), environment);
    }

    /**
     * The launcher of the user nobody, who has a home but may not write to the checkout: not even
     * root could, for it and the JDK are mounted read-only where this user can reach them.
     */
    static Launcher ofNobody(Path directory) throws IOException {
        Path real = real(directory);
        Shell.run(real, "chmod 755 . && mkdir checkout jdk home && chown nobody:nogroup home");
        Files.createSymbolicLink(
                real.resolve("mesocosm"), real.resolve("checkout").resolve("mesocosm"));
        String jdk = real.resolve("jdk").toString();
        List<String> prefix = new ArrayList<>(List.of("unshare", "--mount", "--propagation"));
        prefix.addAll(List.of("private", "bash", "-euc", NOBODY, "nobody", ROOT.toString()));
        prefix.addAll(List.of(real.resolve("checkout").toString()));
        prefix.addAll(List.of(System.getProperty("java.home", ""), jdk));
        Path home = real.resolve("home");
        return new Launcher(
                real,
                home.resolve("state"),
                prefix,
                Map.of("HOME", home.toString(), "JAVA_HOME", jdk, "XDG_CACHE_HOME", ""));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a command printed, both streams together, and how it ended. */
    record Ran(int exitCode, String output) {}

    Ran run(String... arguments) throws IOException {
        return start(arguments).awaitEnd();
    }

    /** Runs a bash text in the launcher's folder, ending at its first failing command. */
    Ran bash(String text) throws IOException {
        return start(List.of("bash", "-euo", "pipefail", "-c", text)).awaitEnd();
    }

    /** Starts a command of the launcher. */
    Started start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("./mesocosm"));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Started start(List<String> command) throws IOException {
        // A test run that was started in the background ignores Ctrl-C; so would what it starts.
        List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
        line.addAll(prefix);
        line.addAll(command);
        Path output = Files.createTempFile(directory, "output", "");
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(new File("/dev/null"));
        builder.environment().put("MESOCOSM_STATE_DIR", state.toString());
        builder.environment().put("MESOCOSM_JAVA_OPTIONS", System.getProperty("e2e.jvm", ""));
        builder.environment().putAll(environment);
        return new Started(builder.start(), output);
    }

    /** A command that runs. */
    record Started(java.lang.Process process, Path outputFile) {
        String output() {
            try {
                return Files.readString(outputFile, UTF_8);
            } catch (IOException e) {
                return "(" + e + ")";
            }
        }

        void awaitOutput(String text) {
            Awaitility.await(text)
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> output().contains(text) || !process.isAlive());
        }

        /** What Ctrl-C on its terminal does to it. */
        Started interrupt() {
            Shell.run(Path.of("/"), List.of("kill", "-INT", Long.toString(process.pid())));
            return this;
        }

        Ran awaitEnd() {
            try {
                return new Ran(process.waitFor(), output());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    Path state() {
        return state;
    }

    /** What is left of this state directory's cluster, cgroups of the agent of that number. */
    List<String> leftovers(int agent) {
        Pattern networkNames = Pattern.compile("(ms[bc]|mesocosm-)" + id() + ".*");
        return new Leftovers(state, agentName(agent), networkNames).find();
    }

    /**
     * The name in the kernel (cgroups, links, namespaces) of this state directory's agent of that
     * number.
     */
    private String agentName(int number) {
        return "mesocosm-" + id() + "-" + number;
    }

    private String id() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(state.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    /** Stops what still runs and removes its state. */
    @Override
    public void close() throws IOException {
        run("down", "--purge");
        Files.delete(directory.resolve("mesocosm"));
    }
}
