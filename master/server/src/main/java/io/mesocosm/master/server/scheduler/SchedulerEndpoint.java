package io.mesocosm.master.server.scheduler;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.StreamClosed;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.server.intake.SchedulerIntake;
import io.mesocosm.master.server.intake.SchedulerValidation;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.loop.Outcomes;
import io.mesocosm.master.server.trace.LaunchTraces;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.media.Negotiated;
import io.mesocosm.protocol.media.Negotiation;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/scheduler} (spec §1.1, checks in the order of §0.5). */
public final class SchedulerEndpoint implements Endpoint {
    private final MasterLoop loop;
    private final CallTable calls;
    private final SchedulerStreams streams;
    private final LaunchTraces traces;

    public SchedulerEndpoint(
            MasterLoop loop, CallTable calls, SchedulerStreams streams, LaunchTraces traces) {
        this.loop = requireNonNull(loop, "loop");
        this.calls = requireNonNull(calls, "calls");
        this.streams = requireNonNull(streams, "streams");
        this.traces = requireNonNull(traces, "traces");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        exchange.requireMethod("POST");
        MessageFormat format = agreed(Negotiation.contentType(exchange.header("Content-Type")));
        Call call = agreed(Negotiation.call(format, exchange.body(), Call.getDefaultInstance()));
        SchedulerValidation.validate(call, exchange.principal())
                .ifPresent(
                        fault -> {
                            throw HttpRefusal.of(
                                    400, "Failed to validate scheduler::Call: " + fault);
                        });
        if (call.getType() == Call.Type.UNKNOWN) {
            throw HttpRefusal.of(501);
        }
        @Nullable MessageFormat answerFormat =
                switch (call.getType()) {
                    case SUBSCRIBE, RECONCILE_OPERATIONS ->
                            agreed(Negotiation.accept(exchange.header("Accept")));
                    default -> null;
                };
        if (call.getType() == Call.Type.SUBSCRIBE) {
            subscribe(exchange, call, requireNonNull(answerFormat));
        } else {
            pass(exchange, call);
        }
    }

    private void pass(Exchange exchange, Call call) throws IOException {
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        CallHandle waiting = calls.open(answered::complete);
        SchedulerCall input = read(call, caller(exchange, waiting, new StreamHandle(0), ""));
        List<TaskKey> launches = traces.received(input, exchange::header);
        loop.submit(input);
        Outcome outcome = answered.join();
        if (!(outcome instanceof Outcome.Accepted)) {
            traces.refused(launches, outcome.toString());
        }
        Outcomes.answer(exchange, outcome);
    }

    private SchedulerCall read(Call call, SchedulerIntake.Caller caller) {
        try {
            return SchedulerIntake.read(call, caller);
        } catch (RuntimeException e) {
            calls.forget(caller.call());
            throw e;
        }
    }

    /** The stream is opened on the loop's thread, so that no event is sent before it is there. */
    private void subscribe(Exchange exchange, Call call, MessageFormat format) throws IOException {
        StreamHandle handle = streams.name();
        String streamId = UUID.randomUUID().toString();
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        CallHandle waiting =
                calls.open(
                        outcome -> {
                            if (outcome instanceof Outcome.StreamOpened) {
                                open(exchange, handle, streamId, format);
                            }
                            answered.complete(outcome);
                        });
        loop.submit(read(call, caller(exchange, waiting, handle, streamId)));
        Outcome outcome = answered.join();
        if (!(outcome instanceof Outcome.StreamOpened)) {
            Outcomes.answer(exchange, outcome);
        }
    }

    private void open(
            Exchange exchange, StreamHandle handle, String streamId, MessageFormat format) {
        streams.open(
                handle,
                exchange.recordStream(
                        format.mediaType(),
                        streamId,
                        reason -> {
                            streams.forget(handle);
                            loop.submit(new StreamClosed(handle));
                        }),
                format);
    }

    private static SchedulerIntake.Caller caller(
            Exchange exchange, CallHandle call, StreamHandle stream, String streamId) {
        return new SchedulerIntake.Caller(
                call, stream, streamId, exchange.header("Mesos-Stream-Id"), exchange.principal());
    }

    private static <T> T agreed(Negotiated<T> negotiated) {
        return switch (negotiated) {
            case Negotiated.Agreed<T>(T value) -> value;
            case Negotiated.Refused<T>(int status, String body) ->
                    throw HttpRefusal.of(status, body);
        };
    }
}
