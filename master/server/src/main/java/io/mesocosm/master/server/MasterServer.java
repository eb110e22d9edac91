package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.mesocosm.http.DebugEndpoints;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.LogLevel;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.files.AttachedFiles;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.server.intake.LinkIntake;
import io.mesocosm.master.server.link.AgentLinkService;
import io.mesocosm.master.server.link.AgentLinks;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.metrics.MasterMetrics;
import io.mesocosm.master.server.operator.FileCalls;
import io.mesocosm.master.server.operator.OperatorEndpoint;
import io.mesocosm.master.server.operator.OperatorStreams;
import io.mesocosm.master.server.operator.SelfDescription;
import io.mesocosm.master.server.outgoing.AgentCommands;
import io.mesocosm.master.server.outgoing.MasterInfos;
import io.mesocosm.master.server.outgoing.SchedulerEvents;
import io.mesocosm.master.server.registry.Registrar;
import io.mesocosm.master.server.scheduler.SchedulerEndpoint;
import io.mesocosm.master.server.scheduler.SchedulerStreams;
import io.mesocosm.master.server.state.MasterIdentity;
import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.MvStore;
import io.mesocosm.store.Store;
import io.mesocosm.store.StoreElection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running master: leader of its registry, served over HTTP and the agent link. */
public final class MasterServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MasterServer.class);
    private static final int LINK_MESSAGE_MAX = 512 * 1024 * 1024;

    private final MasterSettings settings;
    private final Clock clock;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<String> steppedDown = new CompletableFuture<>();
    private int port;
    private int linkPort;

    private MasterServer(MasterSettings settings, Clock clock) {
        this.settings = requireNonNull(settings, "settings");
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Wins the leadership, recovers the registry and starts to answer.
     *
     * @throws IOException when an address cannot be bound
     * @throws io.mesocosm.store.StoreException when the registry cannot be opened
     */
    public static MasterServer start(MasterSettings settings, Clock clock) throws IOException {
        MasterServer server = new MasterServer(settings, clock);
        boolean started = false;
        try {
            server.run();
            started = true;
            return server;
        } finally {
            if (!started) {
                server.close();
            }
        }
    }

    private void run() throws IOException {
        Instant started = clock.instant();
        Store store =
                settings.registryFile() == null
                        ? new MemoryStore()
                        : MvStore.open(settings.registryFile());
        parts.push(store);
        String candidate = settings.addresses().advertisedIp() + ":" + settings.addresses().port();
        Leadership leadership =
                wait(new StoreElection(store, "election/master").campaign(candidate));
        Registrar registrar = new Registrar(store, leadership.fence());
        Master master = new Master(settings.core(), wait(registrar.load()), clock.instant());
        LOG.info(
                "master={} term={} leads its registry",
                settings.core().masterId(),
                leadership.term());
        ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
        parts.push(senders::shutdownNow);
        serve(master, registrar, leadership, senders, started);
    }

    private void serve(
            Master master,
            Registrar registrar,
            Leadership leadership,
            ExecutorService senders,
            Instant started)
            throws IOException {
        HttpServer http =
                HttpServer.bind(
                        new HttpServerSettings(
                                "master", settings.addresses().ip(), settings.addresses().port()));
        parts.push(http);
        port = http.port();
        MasterIdentity identity = identity(started);
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("master-timer").daemon().factory());
        parts.push(timer::shutdownNow);
        CallTable calls = new CallTable();
        MasterInfo info = MasterInfos.message(identity);
        SchedulerStreams streams = new SchedulerStreams(new SchedulerEvents(info), senders);
        AgentLinks links = new AgentLinks(new AgentCommands(leadership.term(), info), senders);
        OperatorStreams operators = new OperatorStreams(settings.operatorStreamsMax(), senders);
        AtomicReference<MasterLoop> late = new AtomicReference<>();
        Consumer<Input> core = input -> requireNonNull(late.get()).submit(input);
        EffectDispatch effects =
                new EffectDispatch(calls, streams, links, registrar, operators, core);
        MasterLoop loop = new MasterLoop(master, effects, clock, steppedDown::complete);
        late.set(loop);
        AgentProxy agents = new AgentProxy(loop);
        parts.push(agents);
        VirtualFiles files = files();
        LogLevel logLevel = LogbackLevel.with(timer);
        MetricsSource metrics =
                new ShellMetrics(
                        new MasterMetrics(() -> loop.read(s -> s).join(), clock, started),
                        loop,
                        operators,
                        registrar);
        OperatorEndpoint operator =
                new OperatorEndpoint(
                        loop,
                        calls,
                        operators,
                        new SelfDescription(identity, metrics, logLevel),
                        new FileCalls(files));
        startLink(new AgentLinkService(leadership.term(), links, new LinkIntake(clock), core));
        // The loop ends first: that links and streams break then is no news to tell frameworks.
        parts.push(calls::abandon);
        parts.push(loop);
        loop.start();
        http.serve(
                new MasterRoutes(
                                settings.security(),
                                identity,
                                loop,
                                calls,
                                files,
                                metrics,
                                new DebugEndpoints(logLevel))
                        .build(new SchedulerEndpoint(loop, calls, streams), operator, agents));
        var _ = timer.scheduleAtFixedRate(operators::beat, 15, 15, TimeUnit.SECONDS);
    }

    private MasterIdentity identity(Instant started) {
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

    private void startLink(AgentLinkService service) throws IOException {
        InetSocketAddress address =
                new InetSocketAddress(settings.addresses().ip(), settings.addresses().linkPort());
        Server link =
                NettyServerBuilder.forAddress(address)
                        .addService(service)
                        .maxInboundMessageSize(LINK_MESSAGE_MAX)
                        .permitKeepAliveTime(1, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .keepAliveTime(15, TimeUnit.SECONDS)
                        .keepAliveTimeout(10, TimeUnit.SECONDS)
                        .build();
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

    /** Completes with the reason when this master can no longer lead: the process must end. */
    public CompletionStage<String> steppedDown() {
        return steppedDown;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the master does not close", e);
            }
        }
    }
}
