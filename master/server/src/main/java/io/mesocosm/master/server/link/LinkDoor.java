package io.mesocosm.master.server.link;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where agents come in, whoever leads: a leader takes them in, a standby tells them where to go
 * (design §3). An agent that has nowhere to go, because nobody leads or the leader that is named
 * does not answer, may wait: it is told when another leads.
 */
public final class LinkDoor extends AgentLinkGrpc.AgentLinkImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(LinkDoor.class);

    /** So long an agent may wait here: another standby may know more. */
    private static final Duration HOLD = Duration.ofSeconds(2);

    /** What becomes of an agent that comes now. */
    public sealed interface Way {

        /**
         * This master leads: it is taken in.
         *
         * @param link where, {@code host:port}; told to those who wait
         */
        record In(AgentLinkService leader, String link) implements Way {
            public In {
                requireNonNull(leader, "leader");
                requireNonNull(link, "link");
            }
        }

        /** It is sent to the leader's link, {@code host:port}; empty when nobody leads. */
        record Elsewhere(String link) implements Way {
            public Elsewhere {
                requireNonNull(link, "link");
            }
        }
    }

    private final Supplier<Way> ways;
    private final ScheduledExecutorService timer;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /**
     * @param timer ends the waiting
     */
    public LinkDoor(Supplier<Way> ways, ScheduledExecutorService timer) {
        this.ways = requireNonNull(ways, "ways");
        this.timer = requireNonNull(timer, "timer");
    }

    @Override
    public StreamObserver<FromAgent> connect(StreamObserver<FromMaster> agent) {
        return switch (ways.get()) {
            case Way.In(AgentLinkService leader, _) -> leader.connect(agent);
            case Way.Elsewhere(String link) -> {
                Waiting one = new Waiting(agent, link);
                ((ServerCallStreamObserver<FromMaster>) agent)
                        .setOnCancelHandler(() -> waiting.remove(one));
                agent.onNext(notLeader(link));
                waiting.add(one);
                try {
                    var _ = timer.schedule(one::end, HOLD.toMillis(), TimeUnit.MILLISECONDS);
                } catch (RejectedExecutionException e) {
                    one.end();
                }
                // What has changed meanwhile has been told to others only.
                one.tell(ways.get());
                yield one;
            }
        };
    }

    /** Tells those who wait who leads now; called at each change, never blocks. */
    public void tell() {
        Way way = ways.get();
        waiting.forEach(one -> one.tell(way));
    }

    private static FromMaster notLeader(String link) {
        FromMaster.Builder answer = FromMaster.newBuilder();
        answer.getNotLeaderBuilder().setLeader(link);
        return answer.build();
    }

    /** An agent that was sent away and has not left; nothing that it says is heard. */
    private final class Waiting implements StreamObserver<FromAgent> {
        private final StreamObserver<FromMaster> agent;
        private final String told;
        private final AtomicBoolean ended = new AtomicBoolean();

        Waiting(StreamObserver<FromMaster> agent, String told) {
            this.agent = agent;
            this.told = told;
        }

        void tell(Way way) {
            String link =
                    switch (way) {
                        case Way.In(_, String own) -> own;
                        case Way.Elsewhere(String other) -> other;
                    };
            if (!link.isEmpty() && !link.equals(told)) {
                finish(notLeader(link));
            }
        }

        void end() {
            finish(null);
        }

        private void finish(@Nullable FromMaster last) {
            waiting.remove(this);
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            try {
                if (last != null) {
                    agent.onNext(last);
                }
                agent.onCompleted();
            } catch (RuntimeException e) {
                LOG.debug("an agent has left while it was told who leads", e);
            }
        }

        @Override
        public void onNext(FromAgent message) {}

        @Override
        public void onError(Throwable fault) {
            waiting.remove(this);
            ended.set(true);
        }

        @Override
        public void onCompleted() {
            end();
        }
    }
}
