package io.mesocosm.master.server.operator;

import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.outgoing.QuotaMessages;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.WeightInfo;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.quota.QuotaConfig;
import io.mesocosm.protocol.v1.quota.QuotaRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what operators want changed. */
public final class OperatorChanges {
    /** What fits the nanoseconds in which the registry and kill policies count. */
    private static final long LONGEST_SECONDS = Long.MAX_VALUE / 1_000_000_000 - 1;

    private OperatorChanges() {}

    /** Refuses those who may not do what they call for. */
    @SuppressWarnings("deprecation") // SET_QUOTA and REMOVE_QUOTA are old and still called
    static void authorize(Call call, Permissions permissions, Exchange exchange) {
        switch (call.getType()) {
            case DRAIN_AGENT -> {
                permissions.require(exchange, Action.DRAIN_AGENT, null);
                if (call.getDrainAgent().getMarkGone()) {
                    permissions.require(exchange, Action.MARK_AGENT_GONE, null);
                }
            }
            case DEACTIVATE_AGENT -> permissions.require(exchange, Action.DEACTIVATE_AGENT, null);
            case REACTIVATE_AGENT -> permissions.require(exchange, Action.REACTIVATE_AGENT, null);
            case UPDATE_WEIGHTS ->
                    permissions.requireEach(
                            exchange,
                            Action.UPDATE_WEIGHT,
                            roles(call.getUpdateWeights().getWeightInfosList()));
            case UPDATE_QUOTA ->
                    permissions.requireEach(
                            exchange,
                            Action.UPDATE_QUOTA,
                            call.getUpdateQuota().getQuotaConfigsList().stream()
                                    .map(QuotaConfig::getRole)
                                    .toList());
            case SET_QUOTA ->
                    permissions.require(
                            exchange,
                            Action.UPDATE_QUOTA,
                            call.getSetQuota().getQuotaRequest().getRole());
            case REMOVE_QUOTA ->
                    permissions.require(
                            exchange, Action.UPDATE_QUOTA, call.getRemoveQuota().getRole());
            default -> throw new IllegalArgumentException(call.getType() + " changes nothing");
        }
    }

    /** Whose weights these are. */
    public static List<String> roles(List<WeightInfo> infos) {
        return infos.stream().map(info -> info.getRole().strip()).toList();
    }

    /**
     * The call for the core, once it is known whom to answer.
     *
     * @throws HttpRefusal with 400 when what it holds makes no sense
     */
    @SuppressWarnings("deprecation") // SET_QUOTA and REMOVE_QUOTA are old and still called
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
            case UPDATE_WEIGHTS -> weights(call.getUpdateWeights().getWeightInfosList());
            case UPDATE_QUOTA -> quotas(call.getUpdateQuota());
            case SET_QUOTA -> setQuota(call.getSetQuota().getQuotaRequest());
            case REMOVE_QUOTA -> removeQuota(call.getRemoveQuota().getRole());
            default -> throw new IllegalArgumentException(call.getType() + " changes nothing");
        };
    }

    private static Function<CallHandle, OperatorCall> drain(Call.DrainAgent call) {
        String id = call.getAgentId().getValue();
        Duration most = maxGracePeriod(call);
        return handle -> new OperatorCall.DrainAgent(handle, id, most, call.getMarkGone());
    }

    /** UPDATE_WEIGHTS; of several weights of a role the last counts. */
    public static Function<CallHandle, OperatorCall> weights(List<WeightInfo> infos) {
        Map<String, Double> weights = new HashMap<>();
        infos.forEach(info -> weights.put(info.getRole().strip(), info.getWeight()));
        return handle -> new OperatorCall.UpdateWeights(handle, weights);
    }

    private static Function<CallHandle, OperatorCall> quotas(Call.UpdateQuota call) {
        Map<String, QuotaSpec> quotas = new HashMap<>();
        for (QuotaConfig config : call.getQuotaConfigsList()) {
            quotas.put(config.getRole(), QuotaMessages.read(config));
        }
        return handle -> new OperatorCall.UpdateQuota(handle, quotas, call.getForce());
    }

    /**
     * SET_QUOTA.
     *
     * @throws HttpRefusal with 400 when what is to be guaranteed is more than amounts
     */
    public static Function<CallHandle, OperatorCall> setQuota(QuotaRequest request) {
        Map<String, Double> guarantees = new HashMap<>();
        for (Resource resource : request.getGuaranteeList()) {
            Optional<String> fault = QuotaMessages.fault(resource);
            if (fault.isEmpty()
                    && guarantees.put(resource.getName(), resource.getScalar().getValue())
                            != null) {
                fault =
                        Optional.of(
                                "QuotaInfo contains duplicate resource name '"
                                        + resource.getName()
                                        + "'");
            }
            if (fault.isPresent()) {
                throw HttpRefusal.of(400, "Failed to validate set quota request: " + fault.get());
            }
        }
        return handle ->
                new OperatorCall.SetQuota(
                        handle, request.getRole(), guarantees, request.getForce());
    }

    /** REMOVE_QUOTA. */
    public static Function<CallHandle, OperatorCall> removeQuota(String role) {
        return handle -> new OperatorCall.RemoveQuota(handle, role);
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
