package io.mesocosm.agent.server;

import ch.qos.logback.classic.Level;
import io.grpc.ManagedChannel;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Entry;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.server.check.CheckRunner;
import io.mesocosm.agent.server.checkpoint.CheckpointLog;
import io.mesocosm.agent.server.container.Containers;
import io.mesocosm.agent.server.container.ExecutorSocket;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.agent.server.container.Users;
import io.mesocosm.agent.server.executor.ExecutorApi;
import io.mesocosm.agent.server.executor.ExecutorConnections;
import io.mesocosm.agent.server.executor.ExecutorTokens;
import io.mesocosm.agent.server.fetch.Download;
import io.mesocosm.agent.server.fetch.Fetcher;
import io.mesocosm.agent.server.link.MasterLink;
import io.mesocosm.agent.server.link.TermFile;
import io.mesocosm.agent.server.loop.AgentLoop;
import io.mesocosm.agent.server.machine.Boot;
import io.mesocosm.agent.server.machine.MachineResources;
import io.mesocosm.agent.server.operator.Facts;
import io.mesocosm.agent.server.operator.OperatorApi;
import io.mesocosm.agent.server.operator.PlainEndpoints;
import io.mesocosm.agent.server.trace.LaunchTraces;
import io.mesocosm.containerizer.Containerizer;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.http.Authentication;
import io.mesocosm.http.Credentials;
import io.mesocosm.http.DebugEndpoints;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.LogLevel;
import io.mesocosm.http.ProbeServer;
import io.mesocosm.http.Routes;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.http.files.AttachedFiles;
import io.mesocosm.http.files.FilesEndpoints;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.telemetry.Showing;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: puts its parts together, recovers, and takes them apart again without touching a
 * task.
 */
public final class AgentDaemon implements AutoCloseable {
    /** Mesos's capabilities that this agent has (spec section 0.5, 13). */
    static final List<String> CAPABILITIES =
            List.of(
                    "MULTI_ROLE",
                    "HIERARCHICAL_ROLE",
                    "RESERVATION_REFINEMENT",
                    "TASK_RESOURCE_LIMITS");

    private static final Logger LOG = LoggerFactory.getLogger(AgentDaemon.class);
    private static final int LINK_PROTOCOL = 1;

    /** Whose certificates make them clients of an agent: no other agent's. */
    private static final Set<String> CLIENTS =
            Set.of(Groups.MASTERS, Groups.OPERATORS, Groups.USERS);

    private final AgentSettings settings;
    private final Containerizer containerizer;
    private final @Nullable TlsIdentity identity;
    private final AgentFolder folder;
    private final CheckpointLog log;
    private final AgentInfo info;
    private final Sandboxes sandboxes;
    private final AttachedFiles files = new AttachedFiles();
    private final SandboxFiles sandboxFiles;
    private final Download download;
    private final ExecutorConnections connections;
    private final AgentLoop loop;
    private final MasterLink link;
    private final ExecutorSocket socket;
    private final Containers containers;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("agent-clock").daemon().factory());
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private volatile Duration recovery = Duration.ZERO;
    private final HttpServer operators;
    private final HttpServer executors;
    private final @Nullable ProbeServer probes;
    private final Credentials.Following credentials;
    private final Showing showing;

    /**
     * What differs between a real agent and one in a test.
     *
     * @param identity as which the agent serves its operators; null for plain HTTP
     * @param telemetry told its metrics and launches
     */
    public record Surroundings(
            Containerizer containerizer,
            Function<String, ManagedChannel> channels,
            Map<String, String> executorEnvironment,
            HostRoot host,
            @Nullable TlsIdentity identity,
            Telemetry telemetry) {}

    /** Starts the agent; when this returns its ports are open and recovery is done. */
    public AgentDaemon(AgentSettings settings, Surroundings around) throws IOException {
        this.settings = settings;
        this.containerizer = around.containerizer();
        this.identity = around.identity();
        this.folder = AgentFolder.lock(settings.metaDir());
        boolean rebooted = Boot.isAnother(settings.metaDir());
        this.log = CheckpointLog.open(settings.metaDir());
        this.info = describe(settings);
        this.sandboxes = new Sandboxes(settings.workDir());
        this.sandboxFiles = new SandboxFiles(files, sandboxes);
        if (settings.logFile() != null) {
            files.attach("/slave/log", settings.logFile());
        }
        this.download = new Download(settings.fetcherStallTimeout());
        this.connections = new ExecutorConnections(this::post, this::info);
        EffectRelay relay = new EffectRelay();
        this.loop = new AgentLoop(settings.core(), log, relay, this::failed);
        this.executors =
                HttpServer.start(
                        new HttpServerSettings("executors", settings.ip(), settings.executorPort()),
                        executorRoutes());
        this.socket =
                ExecutorSocket.open(
                        settings.runtimeDir(),
                        InetAddress.getByName(settings.ip()),
                        executors.port());
        LaunchTraces traces = new LaunchTraces(around.telemetry().tracing(), sandboxes::agentId);
        this.containers =
                new Containers(
                        settings,
                        new Containers.Parts(
                                containerizer,
                                sandboxes,
                                new Users(
                                        around.host(), settings.switchUser() && Users.canSwitch()),
                                new Fetcher(settings.frameworksHome(), around.host(), download),
                                socket,
                                around.executorEnvironment(),
                                traces),
                        this::post);
        this.link = toMasters(around.channels(), traces);
        relay.to =
                new AgentEffects(
                        new AgentEffects.Parts(
                                link,
                                containers,
                                new CheckRunner(
                                        containerizer, this::post, containers::checkEnvironment),
                                connections,
                                sandboxes,
                                sandboxFiles,
                                traces),
                        this::post,
                        this::stop);
        Facts told = told();
        PlainEndpoints plain = plain(told, around.telemetry());
        this.operators = operators(operatorRoutes(told, plain));
        this.probes = probes(plain);
        this.credentials = followCredentials();
        recover(rebooted);
        watchDisk();
        this.showing = around.telemetry().shows(plain.metrics()::snapshot);
        link.start();
    }

    private MasterLink toMasters(Function<String, ManagedChannel> channels, LaunchTraces traces)
            throws IOException {
        return new MasterLink(
                new MasterLink.Plan(
                        settings.masters(), facts(), settings.registrationBackoff(), channels),
                TermFile.open(settings.metaDir()),
                traces,
                this::post);
    }

    /** The loop needs its effects' receiver before the receiver's parts can exist. */
    private static final class EffectRelay implements Consumer<Effect> {
        private volatile Consumer<Effect> to =
                effect -> {
                    throw new IllegalStateException("too early: " + effect);
                };

        @Override
        public void accept(Effect effect) {
            to.accept(effect);
        }
    }

    private static AgentInfo describe(AgentSettings settings) throws IOException {
        Files.createDirectories(settings.workDir());
        AgentInfo.Builder info = AgentInfo.newBuilder();
        if (settings.domain() != null) {
            info.setDomain(settings.domain());
        }
        return info.setHostname(settings.hostname())
                .setPort(settings.port())
                .addAllResources(
                        MachineResources.of(
                                settings.resources(), settings.defaultRole(), settings.workDir()))
                .addAllAttributes(MachineResources.attributes(settings.attributes()))
                .build();
    }

    private AgentInfo info() {
        String id = sandboxes.agentId();
        return id.equals(Sandboxes.UNREGISTERED)
                ? info
                : info.toBuilder().setId(AgentID.newBuilder().setValue(id)).build();
    }

    private AgentFacts facts() {
        return AgentFacts.newBuilder()
                .setProtocol(LINK_PROTOCOL)
                .setAgentInfo(info.toByteString())
                .setVersion(VersionInfo.MESOS_VERSION)
                .setAddress(settings.advertisedIp() + ":" + settings.port())
                .addAllCapabilities(CAPABILITIES)
                .build();
    }

    private Routes executorRoutes() {
        return Routes.forProcess("slave(1)")
                .at("/api/v1/executor", new ExecutorApi(loop, connections, shownTokens()))
                .build();
    }

    private @Nullable ExecutorTokens shownTokens() {
        return settings.security().executors() ? settings.security().tokens() : null;
    }

    private Facts told() {
        return new Facts(
                settings,
                this::info,
                CAPABILITIES,
                sandboxes,
                loop.now(),
                () -> recovery,
                new LogLevel(clock, AgentDaemon::applyLevel),
                link()::master);
    }

    private PlainEndpoints plain(Facts told, Telemetry telemetry) {
        return new PlainEndpoints(told, loop, containerizer, containers.counts(), telemetry);
    }

    private HttpServer operators(Routes routes) throws IOException {
        return HttpServer.start(
                new HttpServerSettings("agent", settings.ip(), settings.port())
                        .with(identity == null ? null : identity.context()),
                routes);
    }

    private Credentials.Following followCredentials() {
        Credentials followed = settings.security().credentials();
        return followed == null ? () -> {} : followed.follow();
    }

    private @Nullable ProbeServer probes(PlainEndpoints plain) throws IOException {
        Integer port = settings.probePort();
        if (port == null) {
            return null;
        }
        ProbeServer server = ProbeServer.bind("agent", settings.ip(), port);
        server.serve(plain.probes());
        return server;
    }

    private Routes operatorRoutes(Facts told, PlainEndpoints plain) {
        UnaryOperator<Endpoint> readonly =
                realm("mesos-agent-readonly", settings.security().readonly());
        UnaryOperator<Endpoint> readwrite =
                realm("mesos-agent-readwrite", settings.security().readwrite());
        Routes.Builder routes = Routes.forProcess("slave(1)");
        plain.addTo(routes, readonly);
        new FilesEndpoints(files).addTo(routes, readonly);
        new DebugEndpoints(told.logLevel()).addTo(routes, readwrite);
        OperatorApi operator = new OperatorApi(told, loop, containerizer, files, plain.metrics());
        routes.at("/api/v1", readwrite.apply(operator));
        return routes.build();
    }

    private UnaryOperator<Endpoint> realm(String name, boolean guarded) {
        Credentials credentials = settings.security().credentials();
        if (!guarded || (credentials == null && identity == null)) {
            return UnaryOperator.identity();
        }
        return new Authentication(name, credentials, CLIENTS)::guard;
    }

    private static void applyLevel(int level) {
        ch.qos.logback.classic.Logger own =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.mesocosm");
        own.setLevel(
                switch (level) {
                    case 0 -> null;
                    case 1 -> Level.DEBUG;
                    default -> Level.TRACE;
                });
    }

    private MasterLink link() {
        return link;
    }

    private void recover(boolean rebooted) {
        Instant begun = loop.now();
        List<Entry> entries = log.entries();
        for (Entry entry : entries) {
            if (entry instanceof Entry.AgentNamed(String agentId)) {
                sandboxes.agentIs(agentId);
                link.agentIs(agentId);
            }
        }
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.ExecutorStarted e ->
                        sandboxFiles.attach(e.executor().key(), e.container());
                case Entry.ExecutorCompleted e -> sandboxFiles.attach(e.executor(), e.container());
                default -> {}
            }
        }
        Map<ContainerId, RecoveredContainer> found = containers.recover();
        LOG.info(
                "recovered entries={} containers={} rebooted={}",
                entries.size(),
                found.size(),
                rebooted);
        loop.start();
        post(new Input.Recover(entries, found, rebooted));
        found.forEach(
                (id, state) -> {
                    if (state instanceof RecoveredContainer.Running) {
                        containers.watch(id);
                    }
                });
        loop.ask(agent -> agent.isRecovered()).join();
        recovery = Duration.between(begun, loop.now());
    }

    private void watchDisk() {
        long millis = settings.diskWatchInterval().toMillis();
        var _ =
                clock.scheduleWithFixedDelay(
                        this::measureDisk, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void measureDisk() {
        try {
            FileStore store = Files.getFileStore(settings.workDir());
            double total = Math.max(1, store.getTotalSpace());
            post(new Input.DiskUsage(1 - store.getUsableSpace() / total));
        } catch (IOException e) {
            LOG.warn(
                    "the disk under {} cannot be measured: {}", settings.workDir(), e.getMessage());
        }
    }

    private void post(Input input) {
        loop.post(input);
    }

    private void stop(String message) {
        LOG.info("stopping: {}", message);
        ended.complete(message);
    }

    private void failed(Throwable cause) {
        ended.completeExceptionally(cause);
    }

    /** Completes when the agent was told to end, exceptionally when it cannot go on. */
    public CompletableFuture<String> ended() {
        return ended;
    }

    public int port() {
        return operators.port();
    }

    public int executorPort() {
        return executors.port();
    }

    /** The plain port of probes; 0 where there is none. */
    public int probePort() {
        return probes == null ? 0 : probes.port();
    }

    /** Ends the agent; what it runs goes on. */
    @Override
    public void close() throws IOException {
        showing.close();
        clock.shutdownNow();
        operators.close();
        credentials.close();
        if (probes != null) {
            probes.close();
        }
        executors.close();
        link.close();
        loop.close();
        connections.close();
        socket.close();
        download.close();
        containerizer.close();
        log.close();
        folder.close();
    }
}
