package io.mesocosm.master.server.operator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.loop.Outcomes;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.media.Negotiated;
import io.mesocosm.protocol.media.Negotiation;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.master.Response;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** {@code /api/v1} (spec §3, checks in the order of §0.5). */
public final class OperatorEndpoint implements Endpoint {
    private final MasterLoop loop;
    private final CallTable calls;
    private final OperatorStreams streams;
    private final SelfDescription self;
    private final FileCalls files;
    private final Permissions permissions;

    /** What it answers by. */
    public record Parts(
            MasterLoop loop,
            CallTable calls,
            OperatorStreams streams,
            SelfDescription self,
            FileCalls files,
            Permissions permissions) {}

    public OperatorEndpoint(Parts parts) {
        this.loop = requireNonNull(parts.loop(), "loop");
        this.calls = requireNonNull(parts.calls(), "calls");
        this.streams = requireNonNull(parts.streams(), "streams");
        this.self = requireNonNull(parts.self(), "self");
        this.files = requireNonNull(parts.files(), "files");
        this.permissions = requireNonNull(parts.permissions(), "permissions");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        exchange.requireMethod("POST");
        MessageFormat format = agreed(Negotiation.contentType(exchange.header("Content-Type")));
        Call call = agreed(Negotiation.call(format, exchange.body(), Call.getDefaultInstance()));
        OperatorValidation.validate(call)
                .ifPresent(
                        fault -> {
                            throw HttpRefusal.of(400, "Failed to validate master::Call: " + fault);
                        });
        MessageFormat answer = agreed(Negotiation.accept(exchange.header("Accept")));
        authorize(exchange, call);
        carryOut(exchange, call, answer);
    }

    /** Reads are not refused but filtered. */
    private void authorize(Exchange exchange, Call call) {
        switch (call.getType()) {
            case UNKNOWN,
                    GET_HEALTH,
                    GET_VERSION,
                    GET_METRICS,
                    GET_LOGGING_LEVEL,
                    GET_MASTER,
                    GET_STATE,
                    GET_AGENTS,
                    GET_FRAMEWORKS,
                    GET_TASKS,
                    GET_EXECUTORS,
                    GET_OPERATIONS,
                    GET_ROLES,
                    GET_WEIGHTS,
                    GET_QUOTA,
                    GET_MAINTENANCE_STATUS,
                    GET_MAINTENANCE_SCHEDULE,
                    SUBSCRIBE -> {}
            case GET_FLAGS -> permissions.require(exchange, Action.VIEW_FLAGS, null);
            case SET_LOGGING_LEVEL -> permissions.require(exchange, Action.SET_LOG_LEVEL, null);
            case LIST_FILES, READ_FILE ->
                    permissions.require(exchange, Action.ACCESS_MESOS_LOG, null);
            case TEARDOWN ->
                    permissions.requireTeardown(
                            exchange,
                            loop.read(s -> s).join(),
                            call.getTeardown().getFrameworkId().getValue());
            case MARK_AGENT_GONE -> permissions.require(exchange, Action.MARK_AGENT_GONE, null);
            case UPDATE_WEIGHTS,
                    UPDATE_QUOTA,
                    SET_QUOTA,
                    REMOVE_QUOTA,
                    DRAIN_AGENT,
                    DEACTIVATE_AGENT,
                    REACTIVATE_AGENT ->
                    OperatorChanges.authorize(call, permissions, exchange);
            case RESERVE_RESOURCES,
                    UNRESERVE_RESOURCES,
                    CREATE_VOLUMES,
                    DESTROY_VOLUMES,
                    GROW_VOLUME,
                    SHRINK_VOLUME,
                    UPDATE_MAINTENANCE_SCHEDULE,
                    START_MAINTENANCE,
                    STOP_MAINTENANCE ->
                    permissions.requirePermissive();
        }
    }

    private void carryOut(Exchange exchange, Call call, MessageFormat format) throws IOException {
        switch (call.getType()) {
            case UNKNOWN -> throw HttpRefusal.of(501);
            case GET_HEALTH -> answer(exchange, format, self.health());
            case GET_FLAGS -> answer(exchange, format, self.flags());
            case GET_VERSION -> answer(exchange, format, self.version());
            case GET_METRICS -> answer(exchange, format, self.metrics());
            case GET_LOGGING_LEVEL -> answer(exchange, format, self.loggingLevel());
            case GET_MASTER -> answer(exchange, format, self.master());
            case SET_LOGGING_LEVEL -> {
                self.setLoggingLevel(call.getSetLoggingLevel());
                exchange.empty(200);
            }
            case LIST_FILES -> answer(exchange, format, files.list(call.getListFiles().getPath()));
            case READ_FILE -> answer(exchange, format, files.read(call.getReadFile()));
            case GET_STATE,
                    GET_AGENTS,
                    GET_FRAMEWORKS,
                    GET_TASKS,
                    GET_EXECUTORS,
                    GET_OPERATIONS,
                    GET_ROLES,
                    GET_WEIGHTS,
                    GET_QUOTA,
                    GET_MAINTENANCE_STATUS,
                    GET_MAINTENANCE_SCHEDULE ->
                    answer(
                            exchange,
                            format,
                            new SnapshotAnswers(
                                            loop.read(s -> s).join(), permissions.viewer(exchange))
                                    .response(call.getType()));
            case SUBSCRIBE -> subscribe(exchange, format);
            case TEARDOWN ->
                    pass(
                            exchange,
                            handle ->
                                    new OperatorCall.TeardownFramework(
                                            handle,
                                            call.getTeardown().getFrameworkId().getValue()));
            case MARK_AGENT_GONE ->
                    pass(
                            exchange,
                            handle ->
                                    new OperatorCall.MarkAgentGone(
                                            handle,
                                            call.getMarkAgentGone().getAgentId().getValue()));
            case DRAIN_AGENT,
                    DEACTIVATE_AGENT,
                    REACTIVATE_AGENT,
                    UPDATE_WEIGHTS,
                    UPDATE_QUOTA,
                    SET_QUOTA,
                    REMOVE_QUOTA ->
                    pass(exchange, OperatorChanges.of(call));
            case RESERVE_RESOURCES,
                    UNRESERVE_RESOURCES,
                    CREATE_VOLUMES,
                    DESTROY_VOLUMES,
                    GROW_VOLUME,
                    SHRINK_VOLUME,
                    UPDATE_MAINTENANCE_SCHEDULE,
                    START_MAINTENANCE,
                    STOP_MAINTENANCE ->
                    throw HttpRefusal.of(
                            501,
                            "501 Not Implemented. This master does not serve " + call.getType());
        }
    }

    private static void answer(Exchange exchange, MessageFormat format, Response response)
            throws IOException {
        exchange.bytes(200, format.mediaType(), format.encode(response));
    }

    private void pass(Exchange exchange, Function<CallHandle, OperatorCall> call)
            throws IOException {
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        loop.submit(call.apply(calls.open(answered::complete)));
        Outcomes.answer(exchange, answered.join());
    }

    /** The stream opens on the loop's thread: no event comes between its snapshot and the first. */
    private void subscribe(Exchange exchange, MessageFormat format) {
        loop.read(
                        (Snapshot snapshot) -> {
                            streams.subscribe(
                                    exchange.recordStream(format.mediaType(), null, _ -> {}),
                                    format,
                                    snapshot,
                                    permissions.viewer(exchange));
                            return true;
                        })
                .join();
    }

    private static <T> T agreed(Negotiated<T> negotiated) {
        return switch (negotiated) {
            case Negotiated.Agreed<T>(T value) -> value;
            case Negotiated.Refused<T>(int status, String body) ->
                    throw HttpRefusal.of(status, body);
        };
    }
}
