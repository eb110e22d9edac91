package io.mesocosm.agent.server.link;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.Connection;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.Pong;
import io.mesocosm.protocol.link.v1.Unregister;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.AgentInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's stream to the leading master: tries the masters in turn, follows redirections,
 * refuses lower terms, answers pings and starts over when they stay away (spec section 8). All its
 * state belongs to its own thread.
 */
public final class MasterLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MasterLink.class);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);

    /**
     * Until a master has said how often it pings: how long it may take to answer a registration.
     */
    private static final Duration REGISTRATION_TIMEOUT = Duration.ofSeconds(20);

    /** Where to go, who the agent is and how patient it is. */
    public record Plan(
            List<String> masters,
            AgentFacts facts,
            Duration backoff,
            Function<String, ManagedChannel> channels) {}

    private final Plan plan;
    private final TermFile terms;
    private final Consumer<Input> inputs;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("master-link").daemon().factory());

    private int next;
    private @Nullable String leader;
    private int failures;
    private @Nullable Stream stream;
    private volatile @Nullable Connection connection;
    private volatile String agentId = "";

    /** One attempt; its callbacks count only while it is the present one. */
    private static final class Stream {
        final String address;
        final ManagedChannel channel;
        @Nullable StreamObserver<FromAgent> out;
        boolean registered;
        long lastHeard = System.nanoTime();
        Duration patience = REGISTRATION_TIMEOUT;

        Stream(String address, ManagedChannel channel) {
            this.address = address;
            this.channel = channel;
        }
    }

    public MasterLink(Plan plan, TermFile terms, Consumer<Input> inputs) {
        this.plan = plan;
        this.terms = terms;
        this.inputs = inputs;
    }

    public void start() {
        submit(this::connect);
        var _ =
                thread.scheduleWithFixedDelay(
                        guarded(this::watch), 500, 500, TimeUnit.MILLISECONDS);
    }

    /** The master as it described itself when it took the agent in; null while there is none. */
    public @Nullable Connection master() {
        return connection;
    }

    public void agentIs(String id) {
        agentId = id;
    }

    // ------------------------------------------------------------ the core's effects

    public void register() {
        submit(() -> say(ToMasters.register(facts(""))));
    }

    public void reregister(Effect.Reregister effect) {
        submit(
                () ->
                        say(
                                ToMasters.reregister(
                                        facts(effect.agentId()),
                                        effect.agentId(),
                                        effect.holdings())));
    }

    public void send(Effect.SendUpdate update) {
        submit(() -> say(ToMasters.update(update, agentId)));
    }

    public void send(Effect.SendExecutorExited exited) {
        submit(() -> say(ToMasters.exited(exited)));
    }

    public void send(Effect.SendExecutorMessage message) {
        submit(() -> say(ToMasters.message(message)));
    }

    public void unregister() {
        submit(
                () ->
                        say(
                                FromAgent.newBuilder()
                                        .setUnregister(Unregister.getDefaultInstance())
                                        .build()));
    }

    private AgentFacts facts(String id) {
        AgentFacts.Builder facts = plan.facts().toBuilder().setTerm(terms.highest());
        if (id.isEmpty()) {
            return facts.build();
        }
        try {
            return facts.setAgentInfo(
                            AgentInfo.parseFrom(facts.getAgentInfo()).toBuilder()
                                    .setId(AgentID.newBuilder().setValue(id))
                                    .build()
                                    .toByteString())
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the agent's own AgentInfo", e);
        }
    }

    private void say(FromAgent message) {
        Stream to = stream;
        if (to != null && to.out != null) {
            to.out.onNext(message);
        }
    }

    // ------------------------------------------------------------ connecting

    private void connect() {
        if (stream != null) {
            return;
        }
        String address = leader;
        leader = null;
        if (address == null) {
            address = plan.masters().get(next++ % plan.masters().size());
        }
        LOG.debug("master={} connecting", address);
        Stream fresh = new Stream(address, plan.channels().apply(address));
        stream = fresh;
        fresh.out = AgentLinkGrpc.newStub(fresh.channel).connect(new Incoming(fresh));
        inputs.accept(new Input.LinkOpened());
    }

    /** Hands everything to the link's thread. */
    private final class Incoming implements StreamObserver<FromMaster> {
        private final Stream of;

        Incoming(Stream of) {
            this.of = of;
        }

        @Override
        public void onNext(FromMaster message) {
            submit(() -> heard(of, message));
        }

        @Override
        public void onError(Throwable error) {
            submit(() -> lost(of, String.valueOf(error.getMessage())));
        }

        @Override
        public void onCompleted() {
            submit(() -> lost(of, "the master ended the stream"));
        }
    }

    private void lost(Stream of, String why) {
        if (stream != of) {
            return;
        }
        stream = null;
        connection = null;
        if (of.registered) {
            LOG.info("master={} lost: {}", of.address, why);
        } else {
            LOG.debug("master={} {}", of.address, why);
        }
        of.channel.shutdownNow();
        inputs.accept(new Input.LinkClosed());
        if (leader != null) {
            submit(this::connect);
            return;
        }
        long most =
                Math.min(
                        BACKOFF_MAX.toMillis(),
                        plan.backoff().toMillis() << Math.min(failures++, 10));
        long millis = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
        var _ = thread.schedule(guarded(this::connect), millis, TimeUnit.MILLISECONDS);
    }

    private void drop(Stream of, String why) {
        if (of.out != null) {
            try {
                of.out.onError(new IllegalStateException(why));
            } catch (IllegalStateException e) {
                LOG.debug("master={} stream already ended", of.address);
            }
        }
        lost(of, why);
    }

    private void watch() {
        Stream now = stream;
        if (now != null && System.nanoTime() - now.lastHeard > now.patience.toNanos()) {
            LOG.warn("master={} silent for {} s", now.address, now.patience.toSeconds());
            drop(now, "no ping for " + now.patience.toSeconds() + " s");
        }
    }

    // ------------------------------------------------------------ hearing

    private void heard(Stream of, FromMaster message) {
        if (stream != of) {
            return;
        }
        if (message.getMessageCase() == FromMaster.MessageCase.NOT_LEADER) {
            String named = message.getNotLeader().getLeader();
            leader = named.isEmpty() || named.equals(of.address) ? null : named;
            drop(of, "not the leader; it names " + (named.isEmpty() ? "none" : named));
            return;
        }
        try {
            if (!terms.admits(message.getTerm())) {
                LOG.warn(
                        "master={} term={} refused: term {} has been seen",
                        of.address,
                        message.getTerm(),
                        terms.highest());
                drop(of, "its term is lower than one seen before");
                return;
            }
            of.lastHeard = System.nanoTime();
            obey(of, message);
        } catch (IOException e) {
            LOG.error("master={} message ignored: {}", of.address, e.getMessage());
        }
    }

    private void obey(Stream of, FromMaster message) throws InvalidProtocolBufferException {
        switch (message.getMessageCase()) {
            case PING -> {
                say(
                        FromAgent.newBuilder()
                                .setPong(
                                        Pong.newBuilder()
                                                .setSequence(message.getPing().getSequence()))
                                .build());
                if (!message.getPing().getConnected() && of.registered) {
                    inputs.accept(new Input.LinkOpened());
                }
            }
            case REGISTERED -> registered(of, message.getRegistered().getConnection());
            case REREGISTERED -> registered(of, message.getReregistered().getConnection());
            default -> {}
        }
        FromMasters.input(message).ifPresent(inputs);
    }

    private void registered(Stream of, Connection with) {
        of.registered = true;
        failures = 0;
        if (with.getPingTimeoutMillis() > 0) {
            of.patience = Duration.ofMillis(with.getPingTimeoutMillis());
        }
        connection = with;
        LOG.info("master={} registered", of.address);
    }

    // ------------------------------------------------------------ its thread

    private void submit(Runnable work) {
        try {
            thread.execute(guarded(work));
        } catch (RejectedExecutionException e) {
            LOG.debug("the link is closed");
        }
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("on the link to the master", e);
            }
        };
    }

    /** Ends the stream after what was said. */
    @Override
    public void close() {
        submit(
                () -> {
                    Stream last = stream;
                    stream = null;
                    if (last != null && last.out != null) {
                        last.out.onCompleted();
                        last.channel.shutdown();
                    }
                });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
