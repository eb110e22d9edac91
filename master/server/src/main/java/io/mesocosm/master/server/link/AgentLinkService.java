package io.mesocosm.master.server.link;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.server.intake.AgentIntake;
import io.mesocosm.master.server.intake.LinkIntake;
import io.mesocosm.protocol.link.v1.AgentFacts;
import io.mesocosm.protocol.link.v1.AgentLinkGrpc;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's end of the agent link; gRPC calls each stream's observer by one thread at a time.
 */
public final class AgentLinkService extends AgentLinkGrpc.AgentLinkImplBase {
    /** The number of the link's protocol that this master speaks. */
    public static final int PROTOCOL = 1;

    private static final Logger LOG = LoggerFactory.getLogger(AgentLinkService.class);

    private final long term;
    private final AgentLinks links;
    private final LinkIntake intake;
    private final Consumer<Input> core;
    private final Function<String, Optional<String>> hostnames;

    /**
     * @param core where inputs go
     * @param hostnames what the agent with an id called its machine when it was admitted; may block
     */
    public AgentLinkService(
            long term,
            AgentLinks links,
            LinkIntake intake,
            Consumer<Input> core,
            Function<String, Optional<String>> hostnames) {
        this.term = term;
        this.links = requireNonNull(links, "links");
        this.intake = requireNonNull(intake, "intake");
        this.core = requireNonNull(core, "core");
        this.hostnames = requireNonNull(hostnames, "hostnames");
    }

    @Override
    public StreamObserver<FromAgent> connect(StreamObserver<FromMaster> agent) {
        // Without a handler a cancelled stream makes the next send throw.
        ((ServerCallStreamObserver<FromMaster>) agent).setOnCancelHandler(() -> {});
        return new FromOneAgent(links.open(agent), LinkPeer.KEY.get());
    }

    private final class FromOneAgent implements StreamObserver<FromAgent> {
        private final LinkHandle link;
        private final @Nullable LinkPeer peer;

        FromOneAgent(LinkHandle link, @Nullable LinkPeer peer) {
            this.link = link;
            this.peer = peer;
        }

        @Override
        public void onNext(FromAgent message) {
            try {
                AgentFacts facts = facts(message);
                Status fault = facts == null ? null : judge(facts, peer);
                if (fault != null) {
                    refuse(fault);
                    return;
                }
                core.accept(intake.read(message, link));
            } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
                refuse(
                        Status.INVALID_ARGUMENT.withDescription(
                                "%s cannot be read: %s"
                                        .formatted(message.getMessageCase(), e.getMessage())));
            }
        }

        private void refuse(Status fault) {
            LOG.warn("link={} refused: {}", link.id(), fault.getDescription());
            links.end(link, fault);
            core.accept(new AgentMessage.AgentDisconnected(link));
        }

        @Override
        public void onError(Throwable fault) {
            ended();
        }

        @Override
        public void onCompleted() {
            links.close(link);
            core.accept(new AgentMessage.AgentDisconnected(link));
        }

        private void ended() {
            if (links.forget(link)) {
                core.accept(new AgentMessage.AgentDisconnected(link));
            }
        }
    }

    private static @Nullable AgentFacts facts(FromAgent message) {
        return switch (message.getMessageCase()) {
            case REGISTER -> message.getRegister().getFacts();
            case REREGISTER -> message.getReregister().getFacts();
            default -> null;
        };
    }

    private @Nullable Status judge(AgentFacts facts, @Nullable LinkPeer peer)
            throws InvalidProtocolBufferException {
        if (facts.getProtocol() != PROTOCOL) {
            return Status.FAILED_PRECONDITION.withDescription(
                    "the agent speaks protocol %d of the agent link, this master speaks %d: run both in one version"
                            .formatted(facts.getProtocol(), PROTOCOL));
        }
        if (facts.getTerm() > term) {
            return Status.FAILED_PRECONDITION.withDescription(
                    "the agent has seen a master of term %d, this one's is %d: it is not the newest leader, or its --work_dir was emptied"
                            .formatted(facts.getTerm(), term));
        }
        if (peer == null) {
            return null;
        }
        String refusal = peer.refusal(facts.getAddress(), AgentIntake.hostname(facts));
        if (refusal == null) {
            String id = AgentIntake.id(facts);
            refusal = hostnames.apply(id).map(known -> peer.refusalAs(id, known)).orElse(null);
        }
        return refusal == null ? null : Status.PERMISSION_DENIED.withDescription(refusal);
    }
}
