package io.mesocosm.master.server.operator;

import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.protocol.v1.master.Call;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what operators want changed. */
final class OperatorChanges {
    /** What fits the nanoseconds in which the registry and kill policies count. */
    private static final long LONGEST_SECONDS = Long.MAX_VALUE / 1_000_000_000 - 1;

    private OperatorChanges() {}

    /**
     * The call for the core, once it is known whom to answer.
     *
     * @throws HttpRefusal with 400 when what it holds makes no sense
     */
    static Function<CallHandle, OperatorCall> of(Call call) {
        return switch (call.getType()) {
            case DRAIN_AGENT -> drain(call.getDrainAgent());
            case DEACTIVATE_AGENT -> {
                String id = call.getDeactivateAgent().getAgentId().getValue();
                yield handle -> new OperatorCall.DeactivateAgent(handle, id);
            }
            case REACTIVATE_AGENT -> {
                String id = call.getReactivateAgent().getAgentId().getValue();
                yield handle -> new OperatorCall.ReactivateAgent(handle, id);
            }
            default -> throw new IllegalArgumentException(call.getType() + " changes nothing");
        };
    }

    private static Function<CallHandle, OperatorCall> drain(Call.DrainAgent call) {
        String id = call.getAgentId().getValue();
        Duration most = maxGracePeriod(call);
        return handle -> new OperatorCall.DrainAgent(handle, id, most, call.getMarkGone());
    }

    private static @Nullable Duration maxGracePeriod(Call.DrainAgent call) {
        if (!call.hasMaxGracePeriod()) {
            return null;
        }
        var told = call.getMaxGracePeriod();
        if (told.getSeconds() < 0 || told.getNanos() < 0 || told.getSeconds() > LONGEST_SECONDS) {
            throw HttpRefusal.of(
                    400,
                    "Invalid 'max_grace_period' of %d s and %d ns: it must be from 0 to %d s"
                            .formatted(told.getSeconds(), told.getNanos(), LONGEST_SECONDS));
        }
        return Duration.ofSeconds(told.getSeconds(), told.getNanos());
    }
}
