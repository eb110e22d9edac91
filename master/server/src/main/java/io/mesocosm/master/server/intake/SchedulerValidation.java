package io.mesocosm.master.server.intake;

import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.protocol.v1.scheduler.Call;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a scheduler call has not the form of one, in Mesos's words (spec §0.5.5, §1.3). */
public final class SchedulerValidation {
    private SchedulerValidation() {}

    /** The fault of the call, if it has one. */
    public static Optional<String> validate(Call call, @Nullable String principal) {
        if (!call.hasType()) {
            return missing("type");
        }
        if (call.getType() == Call.Type.SUBSCRIBE) {
            return subscribe(call, principal);
        }
        if (!call.hasFrameworkId()) {
            return missing("framework_id");
        }
        return switch (call.getType()) {
            case ACCEPT -> expect(call.hasAccept(), "accept");
            case DECLINE -> expect(call.hasDecline(), "decline");
            case ACCEPT_INVERSE_OFFERS ->
                    expect(call.hasAcceptInverseOffers(), "accept_inverse_offers");
            case DECLINE_INVERSE_OFFERS ->
                    expect(call.hasDeclineInverseOffers(), "decline_inverse_offers");
            case KILL -> expect(call.hasKill(), "kill");
            case SHUTDOWN -> expect(call.hasShutdown(), "shutdown");
            case ACKNOWLEDGE ->
                    call.hasAcknowledge()
                            ? uuid(call.getAcknowledge().getUuid().size())
                            : missing("acknowledge");
            case ACKNOWLEDGE_OPERATION_STATUS -> operationStatus(call);
            case RECONCILE -> expect(call.hasReconcile(), "reconcile");
            case RECONCILE_OPERATIONS ->
                    expect(call.hasReconcileOperations(), "reconcile_operations");
            case MESSAGE -> expect(call.hasMessage(), "message");
            case REQUEST -> expect(call.hasRequest(), "request");
            case UPDATE_FRAMEWORK -> update(call);
            case SUBSCRIBE, TEARDOWN, REVIVE, SUPPRESS, UNKNOWN -> Optional.empty();
        };
    }

    private static Optional<String> subscribe(Call call, @Nullable String principal) {
        if (!call.hasSubscribe()) {
            return missing("subscribe");
        }
        var info = call.getSubscribe().getFrameworkInfo();
        if (!info.getId().getValue().equals(call.getFrameworkId().getValue())) {
            return Optional.of("'framework_id' differs from 'subscribe.framework_info.id'");
        }
        if (principal != null && info.hasPrincipal() && !info.getPrincipal().equals(principal)) {
            return Optional.of(
                    "Authenticated principal '%s' does not match principal '%s' set in `FrameworkInfo`"
                            .formatted(principal, info.getPrincipal()));
        }
        return Optional.empty();
    }

    private static Optional<String> update(Call call) {
        if (!call.hasUpdateFramework()) {
            return missing("update_framework");
        }
        String id = call.getUpdateFramework().getFrameworkInfo().getId().getValue();
        return id.equals(call.getFrameworkId().getValue())
                ? Optional.empty()
                : Optional.of("'framework_id' differs from 'update_framework.framework_info.id'");
    }

    private static Optional<String> operationStatus(Call call) {
        if (!call.hasAcknowledgeOperationStatus()) {
            return missing("acknowledge_operation_status");
        }
        Optional<String> uuid = uuid(call.getAcknowledgeOperationStatus().getUuid().size());
        return uuid.isPresent()
                ? uuid
                : expect(call.getAcknowledgeOperationStatus().hasAgentId(), "agent_id");
    }

    private static Optional<String> uuid(int length) {
        return length == StatusUuid.LENGTH ? Optional.empty() : Optional.of("Not a valid UUID");
    }

    private static Optional<String> expect(boolean present, String field) {
        return present ? Optional.empty() : missing(field);
    }

    private static Optional<String> missing(String field) {
        return Optional.of("Expecting '" + field + "' to be present");
    }
}
