package io.mesocosm.operator.main;

import io.mesocosm.operator.main.Flags.Flag;
import io.mesocosm.operator.main.Flags.Misuse;
import io.mesocosm.operator.snapshot.Restoration;
import io.mesocosm.operator.snapshot.Restoration.Places;
import io.mesocosm.operator.snapshot.Snapshotting;
import io.mesocosm.tls.TlsFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the operator's program does for pods: {@code snapshot} takes one, {@code restore} chooses.
 */
final class SnapshotCommands {
    private static final int BAD_FLAGS = 1;
    private static final int FAILED = 2;

    /** Gigabytes over a slow network; who hangs for longer fails, and is started again. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final Flag RESULT =
            new Flag("result", null, "File to write to which snapshot it was, or what is wrong");
    private static final Flag HELP = new Flag("help", "false", "Print this");

    private static final List<Flag> SNAPSHOT =
            List.of(
                    new Flag("etcd", null, "Members of etcd, HOST:PORT by commas"),
                    new Flag("folder", null, "Where snapshots lie"),
                    new Flag("name", null, "What begins a snapshot's name: the cluster's"),
                    new Flag("keep", "7", "How many to keep"),
                    new Flag("tls_cert_file", null, "Certificate to show to etcd"),
                    new Flag("tls_key_file", null, "Its key"),
                    new Flag("tls_ca_file", null, "Authorities that etcd's is signed by"),
                    RESULT,
                    HELP);

    private static final List<Flag> RESTORE =
            List.of(
                    new Flag("folder", null, "Where snapshots lie"),
                    new Flag("snapshot", null, "The snapshot's file; by default the newest"),
                    new Flag("before", null, "The newest is from before that time, as ISO 8601"),
                    new Flag("owner", null, "uid of the cluster"),
                    new Flag("prefix", null, "What begins the cluster's keys"),
                    new Flag("least_revision", null, "Revision that the new etcd goes on from"),
                    new Flag("name", null, "As etcd's flag"),
                    new Flag("initial-cluster", null, "As etcd's flag"),
                    new Flag("initial-cluster-token", null, "As etcd's flag"),
                    new Flag("initial-advertise-peer-urls", null, "As etcd's flag"),
                    new Flag("data", null, "etcd's folder"),
                    new Flag("unfinished", null, "Folder beside it, for what is not whole yet"),
                    new Flag("arguments", null, "File to write to how etcdutl is to be called"),
                    new Flag("program", null, "The program that calls it"),
                    new Flag("step", null, "Where to copy that"),
                    RESULT,
                    HELP);

    private SnapshotCommands() {}

    static boolean has(List<String> arguments) {
        return !arguments.isEmpty()
                && (arguments.getFirst().equals("snapshot")
                        || arguments.getFirst().equals("restore"));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err)
            throws InterruptedException {
        String command = arguments.getFirst();
        boolean takes = command.equals("snapshot");
        Flags flags = new Flags(command, takes ? SNAPSHOT : RESTORE);
        Callable<String> task;
        try {
            flags.environment(environment).arguments(arguments.subList(1, arguments.size()));
            if (flags.isOn("help")) {
                out.print(flags.help());
                return 0;
            }
            task = takes ? snapshot(flags) : restore(flags);
        } catch (Misuse | IllegalArgumentException | DateTimeException e) {
            err.println(command + ": " + e.getMessage());
            return BAD_FLAGS;
        }
        return run(command, task, flags.text("result"), err);
    }

    private static int run(
            String command, Callable<String> task, @Nullable String result, PrintStream err)
            throws InterruptedException {
        FutureTask<String> future = new FutureTask<>(task);
        Thread.ofPlatform().daemon().name(command).start(future);
        try {
            tell(result, future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            return 0;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LoggerFactory.getLogger(SnapshotCommands.class).debug("failed", cause);
            String text = cause instanceof IOException ? cause.getMessage() : cause.toString();
            return failed(command, String.valueOf(text), result, err);
        } catch (TimeoutException _) {
            return failed(
                    command,
                    "it was not done after %d minutes: is etcd slow, or the volume?"
                            .formatted(PATIENCE.toMinutes()),
                    result,
                    err);
        }
    }

    private static int failed(
            String command, String text, @Nullable String result, PrintStream err) {
        err.println(command + ": " + text);
        tell(result, text);
        return FAILED;
    }

    private static void tell(@Nullable String file, String text) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(Path.of(file), text);
        } catch (IOException e) {
            LoggerFactory.getLogger(SnapshotCommands.class)
                    .warn("result={} cannot be written: {}", file, e.getMessage());
        }
    }

    private static Callable<String> snapshot(Flags flags) {
        int keep = flags.integer("keep");
        if (keep < 1) {
            throw new Misuse("flag '--keep' is at least 1, not '%d'".formatted(keep));
        }
        Snapshotting snapshotting =
                new Snapshotting(
                        List.of(flags.required("etcd").split(",", -1)),
                        TlsFiles.of(
                                flags.text("tls_cert_file"),
                                flags.text("tls_key_file"),
                                flags.text("tls_ca_file")),
                        Path.of(flags.required("folder")),
                        flags.required("name"),
                        keep);
        return () -> name(snapshotting.run(InstantSource.system()));
    }

    private static Callable<String> restore(Flags flags) {
        String chosen = flags.text("snapshot");
        Restoration restoration =
                new Restoration(
                        Path.of(flags.required("folder")),
                        chosen,
                        Instant.parse(flags.required("before")),
                        flags.required("owner"),
                        new Places(
                                Path.of(flags.required("data")),
                                Path.of(flags.required("unfinished")),
                                Path.of(flags.required("arguments")),
                                Path.of(flags.required("program")),
                                Path.of(flags.required("step"))),
                        flags.whole("least_revision"),
                        flags.required("prefix"),
                        List.of(
                                "--name=" + flags.required("name"),
                                "--initial-cluster=" + flags.required("initial-cluster"),
                                "--initial-cluster-token="
                                        + flags.required("initial-cluster-token"),
                                "--initial-advertise-peer-urls="
                                        + flags.required("initial-advertise-peer-urls")));
        return () -> restoration.prepare().map(SnapshotCommands::name).orElse("");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
