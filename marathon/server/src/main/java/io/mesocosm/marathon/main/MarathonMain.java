package io.mesocosm.marathon.main;

import io.mesocosm.http.VersionInfo;
import io.mesocosm.marathon.main.Flags.Misuse;
import io.mesocosm.marathon.server.Ending;
import io.mesocosm.marathon.server.MarathonServer;
import io.mesocosm.marathon.server.ServerSettings;
import io.mesocosm.marathon.server.StateStore;
import io.mesocosm.marathon.server.mesos.FrameworkSettings;
import io.mesocosm.marathon.server.mesos.MesosDriver;
import io.mesocosm.marathon.server.mesos.RehearsedMesos;
import io.mesocosm.marathon.server.rest.Identity;
import io.mesocosm.store.MvStore;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreException;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Starts Marathon from its flags and ends with its exit codes (spec §8). */
public final class MarathonMain {

    private static final int BAD_FLAGS = 1;
    private static final int PORT_TAKEN = 106;

    /** What a Marathon that leads no more may take to leave in order. */
    private static final int FAREWELL_MILLIS = 500;

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
            return serve(new MarathonFlags(flags), environment, err);
        } catch (Misuse | IllegalArgumentException | IOException e) {
            err.println("marathon: " + e.getMessage());
            return BAD_FLAGS;
        }
    }

    /** All that the flags say, checked. */
    private record Plan(
            ServerSettings settings,
            FrameworkSettings framework,
            LongConsumer announce,
            @Nullable TlsIdentity identity,
            Telemetry telemetry,
            PrintStream err) {}

    private static int serve(MarathonFlags flags, Map<String, String> environment, PrintStream err)
            throws InterruptedException, IOException {
        setLevel(flags.flags().required("logging_level"));
        ServerSettings settings = flags.server();
        FrameworkSettings framework = flags.framework(secret(flags.flags()));
        StateFlags state = flags.state();
        SecurityFlags security = flags.security();
        TlsFiles files = security.files();
        Optional<EtcdOptions> etcd = state.etcd();
        flags.warnings().forEach(warning -> err.println("marathon: " + warning));
        try (Telemetry telemetry =
                        Telemetry.start(
                                "mesocosm-marathon", VersionInfo.CURRENT.version(), environment);
                LeaderAnnouncement announcement =
                        LeaderAnnouncement.of(state, security.port(), environment);
                TlsIdentity identity = files == null ? null : TlsIdentity.open(files)) {
            Plan plan =
                    new Plan(settings, framework, announcement::leads, identity, telemetry, err);
            return etcd.isPresent()
                    ? serve(plan, () -> StateStore.etcd(etcd.get()))
                    : serveAlone(plan, state.workDir());
        }
    }

    private static int serveAlone(Plan plan, Path workDir) throws InterruptedException {
        try (Store store = open(workDir)) {
            return serve(plan, () -> StateStore.embedded(store));
        } catch (IOException | StoreException e) {
            plan.err().println("marathon: the state in " + workDir + ": " + e.getMessage());
            return Ending.NO_STATE;
        }
    }

    private static int serve(Plan plan, StateStore.Opening opening) throws InterruptedException {
        CompletableFuture<Ending> end = new CompletableFuture<>();
        TlsIdentity identity = plan.identity();
        MesosDriver driver =
                new MesosDriver(
                        plan.framework(),
                        identity == null ? null : identity.context(),
                        plan.telemetry().tracing(),
                        reason ->
                                end.complete(
                                        new Ending(
                                                Ending.DEPOSED,
                                                "the master refused the framework: " + reason)));
        try (MarathonServer server =
                MarathonServer.start(
                        plan.settings(),
                        new MarathonServer.Surroundings(
                                opening,
                                driver,
                                new RehearsedMesos(plan.framework()),
                                end::complete,
                                plan.announce(),
                                identity,
                                plan.telemetry()))) {
            Thread onSignal = handOver(server::close, plan.telemetry()::close);
            Runtime.getRuntime().addShutdownHook(onSignal);
            Ending ending = end.join();
            plan.err().println("marathon: " + ending.reason());
            leave(server, onSignal, ending);
            return ending.code();
        } catch (IOException e) {
            plan.err().println("marathon: " + e.getMessage());
            return PORT_TAKEN;
        }
    }

    /** What a signal sets off: to have made room for another Marathon is an end in order. */
    private static Thread handOver(Runnable close, Runnable farewell) {
        return Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                        () -> {
                            close.run();
                            farewell.run();
                            Runtime.getRuntime().halt(0);
                        });
    }

    /** A signal that came before has its way, and its exit code. */
    private static void leave(MarathonServer server, Thread onSignal, Ending ending)
            throws InterruptedException {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            onSignal.join();
        }
        if (ending.code() == Ending.DEPOSED) {
            // Whatever hangs in a master or in etcd must not keep a deposed leader in the world.
            Thread.ofPlatform()
                    .name("farewell")
                    .daemon()
                    .start(server::close)
                    .join(FAREWELL_MILLIS);
            Runtime.getRuntime().halt(ending.code());
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
