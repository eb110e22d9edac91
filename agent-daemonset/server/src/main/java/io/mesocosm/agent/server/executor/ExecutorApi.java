package io.mesocosm.agent.server.executor;

import io.mesocosm.agent.core.Agent;
import io.mesocosm.agent.core.ExecutorStanding;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.Payload;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.server.loop.AgentLoop;
import io.mesocosm.agent.server.message.Statuses;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.media.Negotiated;
import io.mesocosm.protocol.media.Negotiation;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.executor.Call;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/executor}: the checks in the spec's order, then the core (spec section 2). */
public final class ExecutorApi implements Endpoint {
    private final AgentLoop loop;
    private final ExecutorConnections connections;
    private final @Nullable ExecutorProof proof;

    /**
     * @param tokens asked of executors; null where they prove nothing
     */
    public ExecutorApi(
            AgentLoop loop, ExecutorConnections connections, @Nullable ExecutorTokens tokens) {
        this.loop = loop;
        this.connections = connections;
        this.proof = tokens == null ? null : new ExecutorProof(tokens, loop::now);
    }

    /** What is asked of the core in one go. */
    private record Standing(
            boolean recovered, boolean frameworkKnown, @Nullable ExecutorStanding executor) {}

    @Override
    public void answer(Exchange exchange) throws IOException {
        ExecutorTokens.Claims claims = proof == null ? null : proof.claims(exchange);
        exchange.requireMethod("POST");
        MessageFormat format = require(Negotiation.contentType(exchange.header("Content-Type")));
        Call call = require(Negotiation.call(format, exchange.body(), Call.getDefaultInstance()));
        String fault = ExecutorCalls.fault(call);
        if (fault != null) {
            throw HttpRefusal.of(400, "Failed to validate Executor::Call: " + fault);
        }
        if (call.getType() == Call.Type.HEARTBEAT) {
            exchange.empty(202);
            return;
        }
        MessageFormat accepted =
                call.getType() == Call.Type.SUBSCRIBE
                        ? require(Negotiation.accept(exchange.header("Accept")))
                        : format;
        ExecutorKey key =
                new ExecutorKey(call.getFrameworkId().getValue(), call.getExecutorId().getValue());
        ExecutorStanding standing = standing(key);
        if (claims != null) {
            ExecutorProof.require(claims, key, standing.container());
        }
        switch (call.getType()) {
            case SUBSCRIBE -> subscribe(exchange, call, key, accepted);
            case UPDATE, MESSAGE -> {
                if (standing.phase() == ExecutorPhase.LAUNCHING
                        || standing.phase() == ExecutorPhase.REGISTERING) {
                    throw HttpRefusal.of(403, "Executor is not subscribed");
                }
                take(call, key);
                exchange.empty(202);
            }
            case UNKNOWN, HEARTBEAT -> throw HttpRefusal.of(501);
        }
    }

    private static <T> T require(Negotiated<T> negotiated) {
        return switch (negotiated) {
            case Negotiated.Agreed<T>(T value) -> value;
            case Negotiated.Refused<T>(int status, String body) ->
                    throw HttpRefusal.of(status, body);
        };
    }

    private ExecutorStanding standing(ExecutorKey key) {
        Standing standing = loop.ask(agent -> look(agent, key)).join();
        if (!standing.recovered()) {
            throw HttpRefusal.of(503, "Agent has not finished recovery");
        }
        if (!standing.frameworkKnown()) {
            throw HttpRefusal.of(400, "Framework cannot be found");
        }
        ExecutorStanding executor = standing.executor();
        if (executor == null) {
            throw HttpRefusal.of(400, "Executor cannot be found");
        }
        return executor;
    }

    private static Standing look(Agent agent, ExecutorKey key) {
        return new Standing(
                agent.isRecovered(), agent.knows(key.frameworkId()), agent.executor(key));
    }

    private void subscribe(Exchange exchange, Call call, ExecutorKey key, MessageFormat format) {
        List<String> tasks =
                call.getSubscribe().getUnacknowledgedTasksList().stream()
                        .map(task -> task.getTaskId().getValue())
                        .toList();
        List<Input.Reported> updates = new ArrayList<>();
        for (Call.Update update : call.getSubscribe().getUnacknowledgedUpdatesList()) {
            updates.add(reported(key, update.getStatus()));
        }
        long connection = connections.open(exchange, key, format);
        loop.post(new Input.ExecutorSubscribed(key, connection, tasks, updates));
    }

    private Input.Reported reported(ExecutorKey key, TaskStatus status) {
        return new Input.Reported(
                new TaskKey(key.frameworkId(), status.getTaskId().getValue()),
                Statuses.decode(status, true, loop.now()));
    }

    private void take(Call call, ExecutorKey key) {
        if (call.getType() == Call.Type.UPDATE) {
            Input.Reported update = reported(key, call.getUpdate().getStatus());
            loop.post(new Input.ExecutorUpdate(key, update.task(), update.status()));
        } else {
            loop.post(
                    new Input.ExecutorSentMessage(
                            key, Payload.of(call.getMessage().getData().toByteArray())));
        }
    }
}
