package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.LogLevel;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.intake.LinkIntake;
import io.mesocosm.master.server.link.AgentLinkService;
import io.mesocosm.master.server.link.AgentLinks;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.Gate;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.loop.Outcomes;
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
import io.mesocosm.master.server.trace.LaunchTraces;
import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.store.Leadership;
import io.mesocosm.telemetry.Tracing;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A master while it leads: its state machine and all that feeds it and carries its effects out,
 * from the election that it won until it loses or resigns.
 */
final class LeadingMaster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeadingMaster.class);

    /** How long what is decided may take to be sent, when the leadership is handed over. */
    private static final Duration FLUSH = Duration.ofMillis(200);

    private static final Duration RESIGN = Duration.ofSeconds(1);
    private static final long HEARTBEAT_SECONDS = 15;

    /** What the process has, whether it leads or not. */
    record Shared(
            MasterSettings settings,
            Clock clock,
            ScheduledExecutorService timer,
            VirtualFiles files,
            LogLevel logLevel,
            @Nullable TlsIdentity identity,
            Tracing tracing) {}

    private final Leadership leadership;
    private final Gate gate;
    private final CompletableFuture<String> stepDown = new CompletableFuture<>();
    private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
    private final CallTable calls = new CallTable();
    private final Permissions permissions;
    private final MasterLoop loop;
    private final AgentLinkService link;
    private final StateEndpoints state;
    private final RoleEndpoints roles;
    private final SchedulerEndpoint scheduler;
    private final OperatorEndpoint operator;
    private final OperatorStreams operators;
    private final AgentProxy agents;
    private final MetricsSource metrics;

    /** Made of the registry as it was read, and started by {@link #start}. */
    LeadingMaster(
            Shared shared,
            MasterIdentity identity,
            Leadership leadership,
            Registrar registrar,
            Master master) {
        this.leadership = requireNonNull(leadership, "leadership");
        gate = new Gate(leadership);
        MasterInfo info = MasterInfos.message(identity);
        SchedulerStreams streams = new SchedulerStreams(new SchedulerEvents(info), senders, gate);
        AgentLinks links =
                new AgentLinks(new AgentCommands(leadership.term(), info), senders, gate);
        operators = new OperatorStreams(shared.settings().operatorStreamsMax(), senders, gate);
        permissions = new Permissions(shared.settings().core().authorizer());
        LaunchTraces traces = new LaunchTraces(shared.tracing());
        AtomicReference<MasterLoop> late = new AtomicReference<>();
        Consumer<Input> core = input -> requireNonNull(late.get()).submit(input);
        loop =
                new MasterLoop(
                        master,
                        new EffectDispatch(
                                calls, streams, links, registrar, operators, traces, core),
                        shared.clock(),
                        gate,
                        this::giveUp);
        late.set(loop);
        link =
                new AgentLinkService(
                        leadership.term(),
                        links,
                        new LinkIntake(shared.clock()),
                        core,
                        this::hostname);
        agents = new AgentProxy(loop, permissions, shared.identity());
        metrics =
                new ShellMetrics(
                        new MasterMetrics(
                                () -> loop.read(s -> s).join(), shared.clock(), identity.started()),
                        loop,
                        operators,
                        registrar,
                        new CertificateMetrics(shared.identity()));
        state = new StateEndpoints(loop, identity, permissions);
        roles = new RoleEndpoints(loop, calls, state, permissions);
        scheduler = new SchedulerEndpoint(loop, calls, streams, traces);
        operator =
                new OperatorEndpoint(
                        new OperatorEndpoint.Parts(
                                loop,
                                calls,
                                operators,
                                new SelfDescription(identity, metrics, shared.logLevel()),
                                new FileCalls(shared.files()),
                                permissions));
    }

    /** What an agent called its machine; empty when none has the id. */
    private Optional<String> hostname(String agentId) {
        Snapshot now = loop.read(snapshot -> snapshot).join();
        AgentSpec recovered = now.recoveredAgents().get(agentId);
        if (recovered != null) {
            return Optional.of(recovered.hostname());
        }
        Agent agent = now.agents().find(one -> one.id().equals(agentId));
        return agent == null ? Optional.empty() : Optional.of(agent.spec().hostname());
    }

    /** Starts to work. */
    void start(ScheduledExecutorService timer) {
        leadership
                .lost()
                .thenRun(
                        () ->
                                stepDown.complete(
                                        "the leadership of term %d is lost"
                                                .formatted(leadership.term())));
        loop.start();
        var _ =
                timer.scheduleAtFixedRate(
                        operators::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    /** Completes with the reason when this master can lead no more: its process must end. */
    CompletableFuture<String> stepDown() {
        return stepDown;
    }

    /** Nothing is sent from now on; the leadership is left to another before the process ends. */
    private void giveUp(String reason) {
        gate.shut();
        var _ =
                leadership
                        .resign()
                        .toCompletableFuture()
                        .copy()
                        .completeOnTimeout(null, RESIGN.toMillis(), TimeUnit.MILLISECONDS)
                        .whenComplete((_, _) -> stepDown.complete(reason));
    }

    // ------------------------------------------------------------ what a leader serves

    AgentLinkService link() {
        return link;
    }

    StateEndpoints state() {
        return state;
    }

    RoleEndpoints roles() {
        return roles;
    }

    Endpoint scheduler() {
        return scheduler;
    }

    Endpoint operator() {
        return operator;
    }

    Endpoint agents() {
        return agents;
    }

    Endpoint teardown() {
        return this::teardown;
    }

    private void teardown(Exchange exchange) throws IOException {
        exchange.requireMethod("POST");
        String id = exchange.form().get("frameworkId");
        if (id == null) {
            throw HttpRefusal.of(400, "Missing 'frameworkId' query parameter in the request body");
        }
        permissions.requireTeardown(exchange, loop.read(snapshot -> snapshot).join(), id);
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        loop.submit(new OperatorCall.TeardownFramework(calls.open(answered::complete), id));
        Outcomes.answer(exchange, answered.join());
    }

    MetricsSource metrics() {
        return metrics;
    }

    /** Whether no other master can lead at this moment. */
    boolean isCertain() {
        return leadership.isCertain(System.nanoTime());
    }

    // ------------------------------------------------------------ its end

    /**
     * Ends in order: what is decided is sent, then nothing more, then another may lead. That links
     * and streams break afterwards is no news to tell frameworks.
     */
    @Override
    public void close() {
        Thread ending = Thread.ofVirtual().name("last-batch").start(loop::close);
        try {
            ending.join(FLUSH);
            senders.shutdown();
            if (!senders.awaitTermination(FLUSH.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("not all that was decided could be sent");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        gate.shut();
        resign();
        calls.abandon();
        agents.close();
        senders.shutdownNow();
    }

    /** Forgets one that was never started. */
    void discard() {
        gate.shut();
        agents.close();
        senders.shutdownNow();
    }

    private void resign() {
        try {
            leadership.resign().toCompletableFuture().get(RESIGN.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info("term={} given up", leadership.term());
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn(
                    "term={} ends by itself, it could not be given up: {}",
                    leadership.term(),
                    e instanceof TimeoutException
                            ? "no answer within " + RESIGN.toMillis() + " ms"
                            : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
