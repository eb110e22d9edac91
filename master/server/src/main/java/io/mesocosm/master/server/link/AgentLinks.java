package io.mesocosm.master.server.link;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.server.loop.Gate;
import io.mesocosm.master.server.loop.SerialSender;
import io.mesocosm.master.server.outgoing.AgentCommands;
import io.mesocosm.protocol.link.v1.FromMaster;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The links that agents hold open; any thread. */
public final class AgentLinks {
    private final AgentCommands commands;
    private final Executor executor;
    private final Gate gate;
    private final AtomicLong last = new AtomicLong();
    private final ConcurrentMap<Long, Open> links = new ConcurrentHashMap<>();

    private record Open(StreamObserver<FromMaster> agent, SerialSender sender) {}

    /**
     * @param executor encodes and sends, off the loop's thread
     * @param gate asked before anything is sent
     */
    public AgentLinks(AgentCommands commands, Executor executor, Gate gate) {
        this.commands = requireNonNull(commands, "commands");
        this.executor = requireNonNull(executor, "executor");
        this.gate = requireNonNull(gate, "gate");
    }

    LinkHandle open(StreamObserver<FromMaster> agent) {
        LinkHandle link = new LinkHandle(last.incrementAndGet());
        links.put(link.id(), new Open(agent, new SerialSender(executor, gate)));
        return link;
    }

    /** Forgets a link; whether it was open still. */
    boolean forget(LinkHandle link) {
        return links.remove(link.id()) != null;
    }

    /**
     * Sends a command after those sent before.
     *
     * @param traceparent the trace that the agent continues; empty for none
     */
    public void send(LinkHandle link, AgentCommand command, String traceparent) {
        Open open = links.get(link.id());
        if (open == null) {
            return;
        }
        if (command instanceof AgentCommand.Refused refused) {
            end(link, Status.FAILED_PRECONDITION.withDescription(refused.message()));
        } else {
            open.sender().run(() -> open.agent().onNext(commands.message(command, traceparent)));
        }
    }

    /** Ends a link after what was sent on it. */
    public void close(LinkHandle link) {
        Open open = links.remove(link.id());
        if (open != null) {
            open.sender().run(open.agent()::onCompleted);
        }
    }

    /** Ends a link with a fault that the agent is told. */
    void end(LinkHandle link, Status fault) {
        Open open = links.remove(link.id());
        if (open != null) {
            open.sender().run(() -> open.agent().onError(fault.asRuntimeException()));
        }
    }
}
