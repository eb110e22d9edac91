package io.mesocosm.agent.server.link;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.server.trace.LaunchTraces;
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
import java.net.InetAddress;
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

    /** Between two looks at the master; it is asked for a sign of life at every fourth. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final int LOOKS_PER_SIGN = 4;

    /** A master that gives no sign of life for so long is frozen or cut off. */
    private static final Duration LIFELESS = Duration.ofSeconds(5);

    /** A new link shows one within so long, and twice that for each round without any master. */
    private static final Duration CONTACT = Duration.ofSeconds(2);

    /** After a master that knows of no leader, another is asked within so many milliseconds. */
    private static final int SOON_MILLIS = 400;

    /** After a leader, the others are asked within so many: not by all agents in one moment. */
    private static final int AT_ONCE_MILLIS = 100;

    /** So often in a row an agent follows what masters say of each other. */
    private static final int HOPS_MAX = 3;

    /** Where to go, who the agent is and how patient it is. */
    public record Plan(
            List<String> masters,
            AgentFacts facts,
            Duration backoff,
            Function<String, ManagedChannel> channels) {}

    private final Plan plan;
    private final TermFile terms;
    private final LaunchTraces traces;
    private final Consumer<Input> inputs;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("master-link").daemon().factory());

    private final MasterRounds rounds;
    private @Nullable String leader;
    private int hops;

    /** Rounds in which no master answered, in a row. */
    private int failures;

    /** Named as the leader and not to be reached, a moment ago. */
    private @Nullable String gone;

    private boolean standbyAnswered;
    private String told = ""; // why the last master did not take this agent
    private int looks;
    private long lastLook = System.nanoTime();
    private @Nullable Stream stream;
    private volatile @Nullable Connection connection;
    private volatile String agentId = "";

    /** One attempt; its callbacks count only while it is the present one. */
    private static final class Stream {
        final String address;
        final ManagedChannel channel;
        @Nullable StreamObserver<FromAgent> out;
        boolean registered;
        boolean standby;
        long lastHeard = System.nanoTime();
        long lastAlive = lastHeard;
        Duration patience = REGISTRATION_TIMEOUT;
        Duration lifeless;

        Stream(String address, ManagedChannel channel, Duration contact) {
            this.address = address;
            this.channel = channel;
            this.lifeless = contact;
        }

        void lives() {
            lastAlive = System.nanoTime();
            lifeless = LIFELESS;
        }
    }

    public MasterLink(Plan plan, TermFile terms, LaunchTraces traces, Consumer<Input> inputs) {
        this.plan = plan;
        this.terms = terms;
        this.traces = traces;
        this.inputs = inputs;
        this.rounds = new MasterRounds(plan.masters(), InetAddress::getAllByName);
    }

    public void start() {
        submit(this::connect);
        var _ =
                thread.scheduleWithFixedDelay(
                        guarded(this::watch),
                        LOOK.toMillis(),
                        LOOK.toMillis(),
                        TimeUnit.MILLISECONDS);
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
            hops = 0;
            address = rounds.next();
        }
        LOG.debug("master={} connecting", address);
        ManagedChannel channel;
        try {
            channel = plan.channels().apply(address);
        } catch (IllegalArgumentException e) {
            LOG.error("master={} is no address", address, e);
            var _ = thread.schedule(guarded(this::connect), SOON_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        Stream fresh = new Stream(address, channel, contact());
        stream = fresh;
        fresh.out = AgentLinkGrpc.newStub(fresh.channel).connect(new Incoming(fresh));
        askForLife(fresh);
        inputs.accept(new Input.LinkOpened());
    }

    private Duration contact() {
        return CONTACT.multipliedBy(1L << Math.min(failures, 3));
    }

    private void askForLife(Stream of) {
        LifeSigns.ask(
                of.channel,
                REGISTRATION_TIMEOUT,
                () ->
                        submit(
                                () -> {
                                    if (stream == of) {
                                        of.lives();
                                    }
                                }));
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
        } else if (!of.standby && !why.equals(told)) {
            // Once: an agent that waits for a master tries again and again.
            LOG.warn("master={} has not taken this agent: {}", of.address, why);
            told = why;
        } else {
            LOG.debug("master={} {}", of.address, why);
        }
        of.channel.shutdownNow();
        gone = of.registered || of.standby || leader != null ? null : of.address;
        inputs.accept(new Input.LinkClosed());
        long millis = pause(of);
        if (millis == 0) {
            submit(this::connect);
        } else {
            var _ = thread.schedule(guarded(this::connect), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** How long to wait, after this stream, before the next is opened. */
    private long pause(Stream of) {
        if (leader != null) {
            return 0;
        }
        if (of.registered) {
            return ThreadLocalRandom.current().nextLong(1, AT_ONCE_MILLIS + 1);
        }
        if (!rounds.isOver() && !of.standby) {
            return 0;
        }
        if (of.standby || standbyAnswered) {
            // Masters are there, and one of them will lead.
            standbyAnswered = !rounds.isOver();
            failures = 0;
            return ThreadLocalRandom.current().nextLong(SOON_MILLIS / 4, SOON_MILLIS + 1);
        }
        long most =
                Math.min(
                        BACKOFF_MAX.toMillis(),
                        plan.backoff().toMillis() << Math.min(failures++, 10));
        return ThreadLocalRandom.current().nextLong(most / 2, most + 1);
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
        long now = System.nanoTime();
        boolean late = now - lastLook > LOOK.multipliedBy(3).toNanos();
        lastLook = now;
        Stream of = stream;
        if (of == null) {
            return;
        }
        if (late) {
            // This process was held up itself: what the master has said meanwhile comes now.
            of.lastAlive = now;
        }
        if (now - of.lastHeard > of.patience.toNanos()) {
            LOG.warn("master={} silent for {} s", of.address, of.patience.toSeconds());
            drop(of, "no ping for " + of.patience.toSeconds() + " s");
        } else if (now - of.lastAlive > of.lifeless.toNanos()) {
            LOG.warn("master={} no sign of life for {} s", of.address, of.lifeless.toSeconds());
            drop(of, "no sign of life for " + of.lifeless.toSeconds() + " s");
        } else if (++looks % LOOKS_PER_SIGN == 0) {
            askForLife(of);
        }
    }

    // ------------------------------------------------------------ hearing

    private void heard(Stream of, FromMaster message) {
        if (stream != of) {
            return;
        }
        if (message.getMessageCase() == FromMaster.MessageCase.NOT_LEADER) {
            sentOn(of, message.getNotLeader().getLeader());
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
            of.lives();
            obey(of, message);
        } catch (IOException e) {
            LOG.error("master={} message ignored: {}", of.address, e.getMessage());
        }
    }

    private void sentOn(Stream of, String named) {
        standbyAnswered = true;
        if (named.isEmpty() || named.equals(gone) || hops >= HOPS_MAX) {
            // The standby tells on this stream when another leads, and ends it after a while.
            of.standby = true;
            LOG.debug("master={} names {} as the leader", of.address, named);
            return;
        }
        hops++;
        leader = named;
        drop(of, "not the leader; it names " + named);
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
        Input input = FromMasters.input(message).orElse(null);
        if (input != null) {
            traces.heard(input, message.getTraceparent());
            inputs.accept(input);
        }
    }

    private void registered(Stream of, Connection with) {
        of.registered = true;
        failures = 0;
        hops = 0;
        standbyAnswered = false;
        told = "";
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
