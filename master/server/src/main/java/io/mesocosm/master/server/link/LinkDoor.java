package io.mesocosm.master.server.link;

import static java.util.Objects.requireNonNull;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import java.util.function.Supplier;

/**
 * Where agents come in, whoever leads: a leader takes them in, a standby tells them where to go
 * (design §3).
 */
public final class LinkDoor extends AgentLinkGrpc.AgentLinkImplBase {

    /** What becomes of an agent that comes now. */
    public sealed interface Way {

        /** This master leads: it is taken in. */
        record In(AgentLinkService leader) implements Way {
            public In {
                requireNonNull(leader, "leader");
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

    public LinkDoor(Supplier<Way> ways) {
        this.ways = requireNonNull(ways, "ways");
    }

    @Override
    public StreamObserver<FromAgent> connect(StreamObserver<FromMaster> agent) {
        return switch (ways.get()) {
            case Way.In(AgentLinkService leader) -> leader.connect(agent);
            case Way.Elsewhere(String link) -> {
                ((ServerCallStreamObserver<FromMaster>) agent).setOnCancelHandler(() -> {});
                FromMaster.Builder answer = FromMaster.newBuilder();
                answer.getNotLeaderBuilder().setLeader(link);
                agent.onNext(answer.build());
                agent.onCompleted();
                yield new Unheard();
            }
        };
    }

    /** What an agent says that has been sent away. */
    private static final class Unheard implements StreamObserver<FromAgent> {
        @Override
        public void onNext(FromAgent message) {}

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onCompleted() {}
    }
}
