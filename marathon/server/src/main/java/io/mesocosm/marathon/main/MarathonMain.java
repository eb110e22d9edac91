package io.mesocosm.marathon.main;

import io.mesocosm.marathon.main.Flags.Misuse;
import io.mesocosm.marathon.server.MarathonServer;
import io.mesocosm.marathon.server.mesos.MesosDriver;
import io.mesocosm.marathon.server.rest.Identity;
import io.mesocosm.store.MvStore;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Starts Marathon from its flags and ends with its exit codes (spec §8). */
public final class MarathonMain {

    private static final int BAD_FLAGS = 1;
    private static final int PORT_TAKEN = 106;
    private static final int NO_STORE = 103;
    private static final int ENDED = 137;

    private MarathonMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        int code = run(List.of(arguments), System.getenv(), System.out, System.err);
        System.exit(code);
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err)
            throws InterruptedException {
        Flags flags = new Flags(MarathonFlags.all());
        if (arguments.contains("--help")) {
            out.print(flags.help());
            return 0;
        }
        if (arguments.contains("--version")) {
            out.println(Identity.VERSION);
            return 0;
        }
        try {
            flags.environment(environment).arguments(arguments);
            return serve(new MarathonFlags(flags), err);
        } catch (Misuse | IllegalArgumentException e) {
            err.println("marathon: " + e.getMessage());
            return BAD_FLAGS;
        }
    }

    private static int serve(MarathonFlags flags, PrintStream err) throws InterruptedException {
        setLevel(flags.flags().required("logging_level"));
        var settings = flags.server();
        flags.idleGiven()
                .forEach(
                        f ->
                                err.println(
                                        "marathon: --"
                                                + f
                                                + " is accepted for old scripts and has no effect"));
        CompletableFuture<String> end = new CompletableFuture<>();
        try (Store store = open(flags.workDir())) {
            MesosDriver driver =
                    new MesosDriver(
                            flags.framework(secret(flags.flags())),
                            reason -> end.complete("the master refused the framework: " + reason));
            try (MarathonServer server =
                    MarathonServer.start(
                            settings,
                            new MarathonServer.Surroundings(store, driver, end::complete))) {
                Runtime.getRuntime().addShutdownHook(new Thread(server::close));
                err.println("marathon: " + end.join());
                return ENDED;
            } catch (IOException e) {
                err.println("marathon: " + e.getMessage());
                return PORT_TAKEN;
            }
        } catch (IOException | StoreException | IllegalStateException e) {
            err.println("marathon: the state in " + flags.workDir() + ": " + e.getMessage());
            return NO_STORE;
        }
    }

    private static Store open(Path workDir) throws IOException {
        Files.createDirectories(workDir);
        return MvStore.open(workDir.resolve("marathon.mv"));
    }

    private static @Nullable String secret(Flags flags) throws IOException {
        String file = flags.text("mesos_authentication_secret_file");
        return file == null
                ? flags.text("mesos_authentication_secret")
                : Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    }

    private static void setLevel(String name) {
        if (LoggerFactory.getLogger("io.mesocosm")
                instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(ch.qos.logback.classic.Level.toLevel(name));
        }
    }
}
