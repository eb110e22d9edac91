package io.mesocosm.store.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real etcd, or a member of one, on this machine, in a folder and on ports of its own, that syncs
 * to disk; it can be killed and started again on what it wrote.
 */
public final class RunningEtcd implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final List<String> options;
    private final int port = freePort();
    private final int peerPort = freePort();
    private @Nullable Process process;

    private RunningEtcd(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
    }

    /**
     * Starts it on plain text, or skips the test where there is neither etcd nor Go to build it.
     */
    public static RunningEtcd start() throws IOException {
        return start("http", List.of());
    }

    /**
     * Starts it with more options.
     *
     * @param scheme http or https
     */
    public static RunningEtcd start(String scheme, List<String> more) throws IOException {
        Path folder = Files.createTempDirectory("mesocosm-etcd-");
        RunningEtcd etcd = new RunningEtcd(folder, new ArrayList<>(more));
        etcd.configure("one", "one=" + etcd.peer(), scheme);
        try {
            etcd.restart();
        } catch (IOException | RuntimeException e) {
            etcd.close();
            throw e;
        }
        return etcd;
    }

    /** Starts a cluster of so many members. */
    public static List<RunningEtcd> cluster(int size) throws IOException {
        List<RunningEtcd> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(
                    new RunningEtcd(
                            Files.createTempDirectory("mesocosm-etcd-"), new ArrayList<>()));
        }
        String all =
                IntStream.range(0, size)
                        .mapToObj(i -> "member" + i + "=" + members.get(i).peer())
                        .collect(Collectors.joining(","));
        try {
            for (int i = 0; i < size; i++) {
                members.get(i).configure("member" + i, all, "http");
                members.get(i).launch();
            }
            for (RunningEtcd member : members) {
                member.untilListening();
            }
        } catch (IOException | RuntimeException e) {
            for (RunningEtcd member : members) {
                member.close();
            }
            throw e;
        }
        return members;
    }

    private String peer() {
        return "http://127.0.0.1:" + peerPort;
    }

    private void configure(String name, String cluster, String scheme) {
        String client = scheme + "://" + endpoint();
        options.addAll(
                List.of(
                        "--name=" + name,
                        "--data-dir=" + folder.resolve("data"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer(),
                        "--initial-advertise-peer-urls=" + peer(),
                        "--initial-cluster=" + cluster));
    }

    /** Starts it again after {@link #kill()}, and waits until it listens. */
    public void restart() throws IOException {
        launch();
        untilListening();
    }

    private void launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(options);
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        folder.resolve("etcd.log").toFile()))
                        .start();
        process = started;
    }

    private void untilListening() {
        Process started = requireNonNull(process);
        await().atMost(START).pollInterval(Duration.ofMillis(20)).until(() -> listens(started));
    }

    private boolean listens(Process started) throws IOException {
        if (!started.isAlive()) {
            throw new IllegalStateException(
                    "etcd has ended: " + Files.readString(folder.resolve("etcd.log")));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it by SIGKILL. */
    public void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(10, TimeUnit.SECONDS);
        }
    }

    public int port() {
        return port;
    }

    public String endpoint() {
        return "127.0.0.1:" + port;
    }

    /** How to reach it. */
    public EtcdOptions at() {
        return EtcdOptions.of(List.of(endpoint()));
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The etcd of this tree, built from its Go module where that has not been done. */
    private static Path program() throws IOException {
        Path build = Path.of("..", "cluster", "build").toAbsolutePath().normalize();
        Path words = Files.createTempFile("mesocosm-etcd-build", ".log");
        Process run =
                new ProcessBuilder(build.toString(), "etcd")
                        .redirectError(words.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        try {
            String folder = new String(run.getInputStream().readAllBytes(), UTF_8).strip();
            if (run.waitFor() == 0) {
                return Path.of(folder, "etcd");
            }
            String said = Files.readString(words).strip();
            if (said.contains("no Go found") || said.contains("Go 1.26 or newer is needed")) {
                return abort("no etcd, and no Go to build it: " + said);
            }
            throw new IllegalStateException("etcd could not be built: " + said);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while etcd was built", e);
        } finally {
            Files.delete(words);
        }
    }

    /** Another one each time: a machine that is asked twice may give the same twice. */
    private static int freePort() {
        for (; ; ) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (PORTS.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                throw new IllegalStateException("no free port", e);
            }
        }
    }
}
