package io.mesocosm.agent.main;

import ch.qos.logback.classic.Level;
import io.mesocosm.agent.server.AgentDaemon;
import io.mesocosm.agent.server.AgentSettings;
import io.mesocosm.agent.server.Cleanup;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.linux.LinuxContainerizer;
import io.mesocosm.containerizer.linux.LinuxContainerizerConfig;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.pod.certificate.SignedIdentity;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's process. SIGTERM ends it and none of its tasks; {@code --recover=cleanup} ends the
 * tasks and exits.
 */
public final class AgentMain {
    private static final Logger LOG = LoggerFactory.getLogger(AgentMain.class);

    private AgentMain() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv()));
    }

    private static int run(List<String> arguments, Map<String, String> environment) {
        try {
            Flags flags = Flags.read(KnownFlags.ALL, arguments, environment);
            if (flags.isSet("help")) {
                System.out.print(Flags.help(KnownFlags.ALL));
                return 0;
            }
            if (flags.isSet("version")) {
                System.out.println("mesos " + VersionInfo.MESOS_VERSION + " (mesocosm)");
                return 0;
            }
            setLevel(flags);
            AgentFlags given = new AgentFlags(flags);
            AgentSettings settings = given.settings();
            if (settings.logFile() != null) {
                LogFile.open(settings.logFile());
            }
            LOG.info("flags {}", settings.flags());
            LinuxContainerizerConfig whole = given.containerizer();
            LinuxContainerizerConfig config =
                    ShareFlags.of(flags, settings)
                            .map(share -> whole.withCgroups(whole.cgroups().withShare(share)))
                            .orElse(whole);
            if (config.hostNamespaces()) {
                Files.createDirectories(settings.workDir());
                config.host().requireShared(settings.workDir());
            }
            Containerizer containerizer = LinuxContainerizer.open(config);
            if (settings.cleanup()) {
                Cleanup.run(settings, containerizer);
                return 0;
            }
            containerizer
                    .capabilities()
                    .missing()
                    .forEach(
                            missing -> {
                                LOG.warn("isolation: {}", missing);
                                System.out.println("agent: " + missing);
                            });
            TlsIdentity identity = identity(flags, settings, environment);
            return serve(
                    settings,
                    new AgentDaemon.Surroundings(
                            containerizer,
                            new MasterChannels(identity)::to,
                            given.executorEnvironment(),
                            config.host(),
                            identity,
                            Telemetry.start(
                                    "mesocosm-agent", VersionInfo.CURRENT.version(), environment)));
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("agent: " + e.getMessage());
            LOG.debug("not started", e);
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    /** Certified or not there, it is waited for: who has no identity opens no port. */
    private static @Nullable TlsIdentity identity(
            Flags flags, AgentSettings settings, Map<String, String> environment)
            throws IOException, InterruptedException {
        TlsFiles files = settings.security().tls();
        SignedIdentity.Plan plan = IdentityFlags.plan(flags, settings);
        if (plan != null) {
            LOG.info(
                    "signer={} waits for a certificate in {} before any port is opened",
                    plan.signer(),
                    plan.files().certificate());
            var _ = SignedIdentity.inPod(plan, environment).awaitFirst();
        }
        return files == null ? null : TlsIdentity.open(files);
    }

    private static void setLevel(Flags flags) {
        String level = flags.isSet("quiet") ? "WARNING" : flags.text("logging_level");
        ch.qos.logback.classic.Logger root =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(
                switch (level) {
                    case "INFO" -> Level.INFO;
                    case "WARNING" -> Level.WARN;
                    case "ERROR" -> Level.ERROR;
                    default ->
                            throw new IllegalArgumentException(
                                    "--logging_level is INFO, WARNING or ERROR, not '"
                                            + level
                                            + "'");
                });
    }

    private static int serve(AgentSettings settings, AgentDaemon.Surroundings around)
            throws IOException {
        AgentDaemon daemon = new AgentDaemon(settings, around);
        Thread hook = new Thread(() -> close(daemon, around.telemetry()), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.println(
                (settings.security().tls() == null ? "agent: http://" : "agent: https://")
                        + settings.ip()
                        + ":"
                        + daemon.port()
                        + ", executors at "
                        + settings.ip()
                        + ":"
                        + daemon.executorPort()
                        + ", work_dir "
                        + settings.workDir());
        try {
            String message = daemon.ended().get();
            LOG.info("ended: {}", message);
            return 0;
        } catch (ExecutionException e) {
            System.err.println("agent: " + e.getCause());
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    private static void close(AgentDaemon daemon, Telemetry telemetry) {
        try {
            daemon.close();
        } catch (IOException | RuntimeException e) {
            LOG.warn("while ending: {}", e.toString());
        }
        telemetry.close();
    }
}
