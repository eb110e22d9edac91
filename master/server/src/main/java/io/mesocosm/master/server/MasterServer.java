package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.mesocosm.http.Credentials;
import io.mesocosm.http.DebugEndpoints;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.LogLevel;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.ProbeServer;
import io.mesocosm.http.Probes;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.http.files.AttachedFiles;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.master.core.Master;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.leadership.Candidate;
import io.mesocosm.master.server.leadership.Rehearsal;
import io.mesocosm.master.server.leadership.Standing;
import io.mesocosm.master.server.leadership.Standing.Role;
import io.mesocosm.master.server.link.LinkDoor;
import io.mesocosm.master.server.link.LinkGuard;
import io.mesocosm.master.server.link.LinkRehearsal;
import io.mesocosm.master.server.link.LinkTls;
import io.mesocosm.master.server.link.Liveness;
import io.mesocosm.master.server.outgoing.MasterInfos;
import io.mesocosm.master.server.registry.Registrar;
import io.mesocosm.master.server.state.MasterIdentity;
import io.mesocosm.pod.leader.LeaderService;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.MvStore;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreElection;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.TlsFiles;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running master: answers over HTTP and the agent link from the start, as a standby until it
 * leads.
 */
public final class MasterServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MasterServer.class);
    private static final int LINK_MESSAGE_MAX = 512 * 1024 * 1024;

    private final MasterSettings settings;
    private final Clock clock;
    private final @Nullable LeaderService service;
    private final Telemetry telemetry;
    private final Instant started;
    private final Standing<LeadingMaster> standing;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<String> steppedDown = new CompletableFuture<>();
    private @Nullable LeadingMaster leading;
    private boolean closed;
    private int port;
    private int linkPort;
    private int probePort;

    private MasterServer(
            MasterSettings settings,
            Clock clock,
            @Nullable LeaderService service,
            Telemetry telemetry) {
        this.settings = requireNonNull(settings, "settings");
        this.clock = requireNonNull(clock, "clock");
        this.service = service;
        this.telemetry = requireNonNull(telemetry, "telemetry");
        this.started = clock.instant();
        this.standing = new Standing<>(settings.core().masterId());
    }

    /**
     * As {@link #start(MasterSettings, Clock, LeaderService, Telemetry)}, without a Service to
     * point at it and a collector to tell.
     */
    public static MasterServer start(MasterSettings settings, Clock clock) throws IOException {
        return start(settings, clock, null, Telemetry.quiet());
    }

    /**
     * Starts to answer. With an embedded registry it leads when this returns; with etcd it stands
     * by until it is elected.
     *
     * @param service pointed at this master when it is elected
     * @param telemetry told its metrics and launches
     * @throws IOException when an address cannot be bound or a file for TLS cannot be used
     * @throws io.mesocosm.store.StoreException when the embedded registry cannot be opened
     */
    public static MasterServer start(
            MasterSettings settings,
            Clock clock,
            @Nullable LeaderService service,
            Telemetry telemetry)
            throws IOException {
        MasterServer server = new MasterServer(settings, clock, service, telemetry);
        boolean done = false;
        try {
            server.run();
            done = true;
            return server;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    private void run() throws IOException {
        EtcdOptions etcd = settings.etcd();
        Store embedded = etcd == null ? embedded() : null;
        LeadingMaster.Shared shared = serve();
        if (etcd != null) {
            EtcdContest contest =
                    new EtcdContest(
                            etcd, candidate(), standing, new Winner(shared), steppedDown::complete);
            parts.push(contest);
            contest.start();
        } else if (embedded != null) {
            Leadership leadership =
                    wait(
                            new StoreElection(embedded, "election/master")
                                    .campaign(candidate().text()));
            standing.elected();
            lead(shared, leadership, embedded);
        }
    }

    private Store embedded() {
        Store store =
                settings.registryFile() == null
                        ? new MemoryStore()
                        : MvStore.open(settings.registryFile());
        parts.push(store);
        return store;
    }

    /** Binds both ports and answers there as a standby. */
    private LeadingMaster.Shared serve() throws IOException {
        MasterSettings.Addresses addresses = settings.addresses();
        TlsIdentity identity = ownIdentity();
        followCredentials();
        HttpServer http =
                HttpServer.bind(
                        new HttpServerSettings("master", addresses.ip(), addresses.port())
                                .with(identity == null ? null : identity.context()));
        parts.push(http);
        port = http.port();
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("master-timer").daemon().factory());
        parts.push(timer::shutdownNow);
        LinkDoor door = new LinkDoor(this::way, timer);
        standing.onChange(door::tell);
        startLink(door, identity);
        VirtualFiles files = files();
        LogLevel logLevel = LogbackLevel.with(timer);
        String own = Candidate.address(addresses.hostname(), port);
        StandingMetrics metrics =
                new StandingMetrics(
                        standing,
                        settings.core(),
                        clock,
                        started,
                        new CertificateMetrics(identity));
        http.serve(
                new MasterRoutes(
                                settings.security(),
                                new Permissions(settings.core().authorizer()),
                                new LeaderOnly(standing, own),
                                settings.flags(),
                                files,
                                metrics,
                                telemetry,
                                new DebugEndpoints(logLevel))
                        .build());
        startProbes(metrics);
        parts.push(telemetry.shows(metrics::snapshot));
        return new LeadingMaster.Shared(
                settings, clock, timer, files, logLevel, identity, telemetry.tracing());
    }

    private void followCredentials() {
        Credentials credentials = settings.security().credentials();
        if (credentials != null) {
            parts.push(credentials.follow());
        }
    }

    private void startProbes(MetricsSource metrics) throws IOException {
        Integer wanted = settings.addresses().probePort();
        if (wanted == null) {
            return;
        }
        ProbeServer probes = ProbeServer.bind("master", settings.addresses().ip(), wanted);
        parts.push(probes);
        probes.serve(
                Map.of(
                        "/health", Probes.health(),
                        "/ready", new Readiness(standing),
                        "/metrics", Probes.scrape(telemetry),
                        "/metrics/snapshot", Probes.metrics(metrics)));
        probePort = probes.port();
    }

    private @Nullable TlsIdentity ownIdentity() throws IOException {
        TlsFiles files = settings.security().tls();
        if (files == null) {
            return null;
        }
        TlsIdentity identity = TlsIdentity.open(files);
        parts.push(identity);
        return identity;
    }

    /** What the contest does with this master. */
    private final class Winner implements EtcdContest.Winner {
        private final LeadingMaster.Shared shared;

        Winner(LeadingMaster.Shared shared) {
            this.shared = shared;
        }

        @Override
        public void lead(Leadership leadership, Store store) {
            MasterServer.this.lead(shared, leadership, store);
        }

        /** The first time costs the most: code that never ran is slow. */
        @Override
        public void prepare(Store store) {
            try {
                MasterIdentity identity = identity();
                Leadership none = new Rehearsal();
                Registrar registrar = new Registrar(store, none.fence());
                Master master =
                        new Master(
                                settings.core(),
                                MasterServer.wait(registrar.load()),
                                clock.instant());
                new LeadingMaster(shared, identity, none, registrar, master).discard();
                new Preparation(settings.core(), MasterInfos.message(identity), clock).run();
                LinkRehearsal.at(settings.addresses().ip(), linkPort, shared.identity());
            } catch (RuntimeException | IOException | ExecutionException | TimeoutException e) {
                LOG.debug("not prepared to lead", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Recovers the registry and begins to lead. */
    private void lead(LeadingMaster.Shared shared, Leadership leadership, Store store) {
        Registrar registrar = new Registrar(store, leadership.fence());
        Master master = new Master(settings.core(), wait(registrar.load()), clock.instant());
        LeadingMaster leader = new LeadingMaster(shared, identity(), leadership, registrar, master);
        var _ = leader.stepDown().thenAccept(steppedDown::complete);
        synchronized (this) {
            if (closed) {
                leader.close();
                return;
            }
            leading = leader;
            leader.start(shared.timer());
            standing.leads(leader);
        }
        LOG.info(
                "master={} term={} leads its registry",
                settings.core().masterId(),
                leadership.term());
        if (service != null) {
            service.lead(
                    settings.addresses().advertisedIp(),
                    Map.of("http", port, "link", linkPort),
                    leadership.term());
        }
    }

    private Candidate candidate() {
        MasterSettings.Addresses addresses = settings.addresses();
        return new Candidate(
                settings.core().masterId(),
                addresses.hostname(),
                addresses.advertisedIp(),
                port,
                Candidate.address(addresses.advertisedIp(), linkPort),
                VersionInfo.MESOS_VERSION);
    }

    private MasterIdentity identity() {
        return new MasterIdentity(
                settings.core().masterId(),
                settings.addresses().advertisedIp(),
                port,
                settings.addresses().hostname(),
                settings.cluster(),
                settings.domain(),
                started,
                clock.instant(),
                settings.flags());
    }

    private VirtualFiles files() {
        AttachedFiles files = new AttachedFiles();
        if (settings.logFile() != null) {
            files.attach("/master/log", settings.logFile());
        }
        return files;
    }

    private void startLink(LinkDoor door, @Nullable TlsIdentity identity) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(settings.addresses().ip(), settings.addresses().linkPort());
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(address)
                        .addService(door)
                        .addService(Liveness.service())
                        .maxInboundMessageSize(LINK_MESSAGE_MAX)
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .keepAliveTime(15, TimeUnit.SECONDS)
                        .keepAliveTimeout(10, TimeUnit.SECONDS);
        if (identity != null) {
            builder.sslContext(LinkTls.server(identity)).intercept(new LinkGuard());
        }
        Server link = builder.build();
        try {
            link.start();
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen for agents on %s: %s"
                            .formatted(address, e.getCause() == null ? e : e.getCause()),
                    e);
        }
        parts.push(link::shutdownNow);
        linkPort = link.getPort();
    }

    private LinkDoor.Way way() {
        return switch (standing.role()) {
            case Role.Leading<LeadingMaster>(LeadingMaster leader) ->
                    new LinkDoor.Way.In(leader.link(), candidate().link());
            case Role.Recovering<LeadingMaster> _ -> new LinkDoor.Way.Elsewhere("");
            case Role.Standby<LeadingMaster>(Optional<Candidate> leader) ->
                    new LinkDoor.Way.Elsewhere(leader.map(Candidate::link).orElse(""));
        };
    }

    private static <T> T wait(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    /** The port of HTTP. */
    public int port() {
        return port;
    }

    /** The port of the agent link. */
    public int linkPort() {
        return linkPort;
    }

    /** The plain port of probes; 0 where there is none. */
    public int probePort() {
        return probePort;
    }

    /** Completes with the reason when this master can no longer lead: the process must end. */
    public CompletionStage<String> steppedDown() {
        return steppedDown;
    }

    /** Hands the leadership over, then stops answering. */
    @Override
    public void close() {
        LeadingMaster leader;
        synchronized (this) {
            closed = true;
            leader = leading;
        }
        if (leader != null) {
            standing.resigned();
            leader.close();
        }
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the master does not close", e);
            }
        }
    }
}
