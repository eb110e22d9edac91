package io.mesocosm.master.main;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.master.server.MasterServer;
import io.mesocosm.master.server.MasterSettings;
import io.mesocosm.pod.leader.LeaderService;
import io.mesocosm.store.StoreException;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The master's program: reads its flags, serves until it is told to end or can lead no more. */
public final class MasterMain {
    private static final int WRONG_USE = 2;
    private static final int CANNOT_LEAD = 1;

    private MasterMain() {}

    /** Ends with 0 after SIGTERM, 1 when it cannot lead, 2 for flags it cannot use. */
    public static void main(String[] arguments) {
        int status = run(List.of(arguments), System.getenv());
        System.exit(status);
    }

    private static int run(List<String> arguments, Map<String, String> environment) {
        FlagParser parser = new FlagParser(MasterFlags.ALL);
        if (arguments.contains("--help") || arguments.contains("help")) {
            System.out.print(parser.help());
            return 0;
        }
        if (arguments.contains("--version")) {
            System.out.println("mesos " + VersionInfo.MESOS_VERSION + " (mesocosm)");
            return 0;
        }
        MasterSettings settings;
        try {
            Map<String, String> flags = parser.parse(arguments, environment);
            settings =
                    new SettingsReader(flags)
                            .read(UUID.randomUUID().toString(), new SecureRandom().nextLong());
            setLevel(flags);
        } catch (FlagException e) {
            System.err.println("master: " + e.getMessage());
            return WRONG_USE;
        }
        return serve(settings, environment);
    }

    private static void setLevel(Map<String, String> flags) {
        String level = flags.getOrDefault("logging_level", "INFO");
        if ("true".equals(flags.get("quiet"))) {
            level = "WARNING";
        }
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        switch (level) {
            case "INFO" -> root.setLevel(Level.INFO);
            case "WARNING" -> root.setLevel(Level.WARN);
            case "ERROR" -> root.setLevel(Level.ERROR);
            default ->
                    throw new FlagException(
                            "flag '--logging_level' is INFO, WARNING or ERROR, not '"
                                    + level
                                    + "'");
        }
    }

    private static int serve(MasterSettings settings, Map<String, String> environment) {
        MasterServer server;
        Telemetry telemetry;
        try {
            if (settings.logFile() != null) {
                LogFile.open(settings.logFile());
            }
            telemetry =
                    Telemetry.start("mesocosm-master", VersionInfo.CURRENT.version(), environment);
            server =
                    MasterServer.start(
                            settings,
                            Clock.systemUTC(),
                            leaderService(settings, environment),
                            telemetry);
        } catch (IOException | StoreException | FlagException | IllegalArgumentException e) {
            System.err.println("master: " + e.getMessage());
            return CANNOT_LEAD;
        }
        System.out.printf(
                "master listening on %s://%s:%d, agents on %s:%d%n",
                settings.security().tls() == null ? "http" : "https",
                settings.addresses().ip(),
                server.port(),
                settings.addresses().ip(),
                server.linkPort());
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        var _ =
                server.steppedDown()
                        .thenAccept(
                                reason -> {
                                    System.err.println("master: stepping down: " + reason);
                                    ended.complete(CANNOT_LEAD);
                                });
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> end(server, telemetry)));
        int status = ended.join();
        // The loop stands still and cannot be joined from here in order: end at once.
        Runtime.getRuntime().halt(status);
        return status;
    }

    private static void end(MasterServer server, Telemetry telemetry) {
        server.close();
        telemetry.close();
        // Else the JVM would tell of the signal in place of the orderly end.
        Runtime.getRuntime().halt(0);
    }

    private static @Nullable LeaderService leaderService(
            MasterSettings settings, Map<String, String> environment) {
        String service = settings.flags().get("leader_service");
        if (service == null) {
            return null;
        }
        try {
            return LeaderService.inPod(service, environment);
        } catch (IOException | IllegalArgumentException e) {
            throw new FlagException(
                    "flag '--leader_service=%s' cannot be used: %s"
                            .formatted(service, e.getMessage()));
        }
    }
}
