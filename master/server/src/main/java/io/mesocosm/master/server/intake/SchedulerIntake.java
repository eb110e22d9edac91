package io.mesocosm.master.server.intake;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.input.CallContext;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.protocol.v1.AgentID;
import io.mesocosm.protocol.v1.Filters;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.scheduler.Call;
import io.mesocosm.protocol.v1.scheduler.OfferConstraints;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks the form of a v1 scheduler call and reads it (spec §1.3). */
public final class SchedulerIntake {
    private SchedulerIntake() {}

    /**
     * Who called and how.
     *
     * @param newStream the stream that a SUBSCRIBE will get, and its uuid
     * @param streamIdHeader the caller's Mesos-Stream-Id
     */
    public record Caller(
            CallHandle call,
            StreamHandle newStream,
            String newStreamId,
            @Nullable String streamIdHeader,
            @Nullable String principal) {
        public Caller {
            requireNonNull(call, "call");
            requireNonNull(newStream, "newStream");
            requireNonNull(newStreamId, "newStreamId");
        }
    }

    /** The call as an input; it must have passed {@link SchedulerValidation}. */
    public static SchedulerCall read(Call call, Caller caller) {
        String frameworkId = call.getFrameworkId().getValue();
        CallContext context =
                new CallContext(
                        caller.call(), frameworkId, caller.streamIdHeader(), caller.principal());
        return switch (call.getType()) {
            case SUBSCRIBE -> subscribe(call, caller);
            case TEARDOWN -> new SchedulerCall.Teardown(context);
            case ACCEPT ->
                    new SchedulerCall.Accept(
                            context,
                            ids(call.getAccept().getOfferIdsList()),
                            call.getAccept().getOperationsList().stream()
                                    .map(o -> OperationIntake.operation(o, frameworkId))
                                    .toList(),
                            refusal(call.getAccept().hasFilters(), call.getAccept().getFilters()));
            case DECLINE ->
                    new SchedulerCall.Decline(
                            context,
                            ids(call.getDecline().getOfferIdsList()),
                            refusal(
                                    call.getDecline().hasFilters(),
                                    call.getDecline().getFilters()));
            case ACCEPT_INVERSE_OFFERS ->
                    new SchedulerCall.AnswerInverseOffers(
                            context,
                            ids(call.getAcceptInverseOffers().getInverseOfferIdsList()),
                            true);
            case DECLINE_INVERSE_OFFERS ->
                    new SchedulerCall.AnswerInverseOffers(
                            context,
                            ids(call.getDeclineInverseOffers().getInverseOfferIdsList()),
                            false);
            case REVIVE -> new SchedulerCall.Revive(context, call.getRevive().getRolesList());
            case SUPPRESS -> new SchedulerCall.Suppress(context, call.getSuppress().getRolesList());
            case KILL -> kill(context, call.getKill());
            case SHUTDOWN ->
                    new SchedulerCall.ShutdownExecutor(
                            context,
                            call.getShutdown().getAgentId().getValue(),
                            call.getShutdown().getExecutorId().getValue());
            case ACKNOWLEDGE ->
                    new SchedulerCall.Acknowledge(
                            context,
                            call.getAcknowledge().getAgentId().getValue(),
                            call.getAcknowledge().getTaskId().getValue(),
                            StatusUuid.of(call.getAcknowledge().getUuid().toByteArray()));
            case ACKNOWLEDGE_OPERATION_STATUS ->
                    new SchedulerCall.AcknowledgeOperation(
                            context,
                            call.getAcknowledgeOperationStatus().getAgentId().getValue(),
                            call.getAcknowledgeOperationStatus().getOperationId().getValue());
            case RECONCILE -> new SchedulerCall.Reconcile(context, queries(call.getReconcile()));
            case RECONCILE_OPERATIONS ->
                    new SchedulerCall.ReconcileOperations(
                            context, queries(call.getReconcileOperations()));
            case MESSAGE ->
                    new SchedulerCall.MessageToExecutor(
                            context,
                            call.getMessage().getAgentId().getValue(),
                            call.getMessage().getExecutorId().getValue(),
                            Payload.of(call.getMessage().getData().toByteArray()));
            case REQUEST -> new SchedulerCall.Request(context);
            case UPDATE_FRAMEWORK -> update(context, call.getUpdateFramework());
            case UNKNOWN -> throw new IllegalArgumentException("UNKNOWN is no call");
        };
    }

    private static SchedulerCall subscribe(Call call, Caller caller) {
        Call.Subscribe subscribe = call.getSubscribe();
        String frameworkId = call.getFrameworkId().getValue();
        return new SchedulerCall.Subscribe(
                caller.call(),
                caller.newStream(),
                caller.newStreamId(),
                caller.streamIdHeader(),
                caller.principal(),
                frameworkId.isEmpty() ? null : frameworkId,
                FrameworkIntake.spec(subscribe.getFrameworkInfo()),
                Set.copyOf(subscribe.getSuppressedRolesList()),
                constraints(subscribe.hasOfferConstraints(), subscribe.getOfferConstraints()));
    }

    private static SchedulerCall update(CallContext context, Call.UpdateFramework update) {
        return new SchedulerCall.UpdateFramework(
                context,
                FrameworkIntake.spec(update.getFrameworkInfo()),
                Set.copyOf(update.getSuppressedRolesList()),
                constraints(update.hasOfferConstraints(), update.getOfferConstraints()));
    }

    private static OfferConstraintsSpec constraints(boolean present, OfferConstraints constraints) {
        return present ? ConstraintIntake.spec(constraints) : OfferConstraintsSpec.NONE;
    }

    private static SchedulerCall kill(CallContext context, Call.Kill kill) {
        return new SchedulerCall.Kill(
                context,
                kill.getTaskId().getValue(),
                agent(kill.hasAgentId(), kill.getAgentId()),
                kill.hasKillPolicy() ? Encoded.of(kill.getKillPolicy()) : Payload.EMPTY,
                kill.getKillPolicy().hasGracePeriod()
                        ? TaskIntake.duration(kill.getKillPolicy().getGracePeriod())
                        : null);
    }

    private static List<SchedulerCall.TaskQuery> queries(Call.Reconcile reconcile) {
        return reconcile.getTasksList().stream()
                .map(
                        t ->
                                new SchedulerCall.TaskQuery(
                                        t.getTaskId().getValue(),
                                        agent(t.hasAgentId(), t.getAgentId())))
                .toList();
    }

    private static List<SchedulerCall.OperationQuery> queries(Call.ReconcileOperations reconcile) {
        return reconcile.getOperationsList().stream()
                .map(
                        o ->
                                new SchedulerCall.OperationQuery(
                                        o.getOperationId().getValue(),
                                        agent(o.hasAgentId(), o.getAgentId()),
                                        o.hasResourceProviderId()
                                                ? o.getResourceProviderId().getValue()
                                                : null))
                .toList();
    }

    private static @Nullable String agent(boolean present, AgentID id) {
        return present ? id.getValue() : null;
    }

    private static @Nullable Double refusal(boolean present, Filters filters) {
        return present ? filters.getRefuseSeconds() : null;
    }

    private static List<String> ids(List<OfferID> ids) {
        return ids.stream().map(OfferID::getValue).toList();
    }
}
