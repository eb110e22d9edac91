package io.mesocosm.master.core.framework;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.Kills;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.CallContext;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.SchedulerCall.MessageToExecutor;
import io.mesocosm.master.core.input.SchedulerCall.ReconcileOperations;
import io.mesocosm.master.core.input.SchedulerCall.ShutdownExecutor;
import io.mesocosm.master.core.offer.Acceptance;
import io.mesocosm.master.core.offer.Offers;
import io.mesocosm.master.core.operation.OperationStatus;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Reconciliation;
import io.mesocosm.master.core.task.StatusUpdates;
import org.jspecify.annotations.Nullable;

/** Takes every scheduler call to its noun, once the caller has been recognised (spec §1.1). */
public final class SchedulerCalls {
    private final Nouns nouns;
    private final MasterState state;

    /** The nouns that scheduler calls concern. */
    public record Nouns(
            MasterState state,
            Subscriptions subscriptions,
            Frameworks frameworks,
            FrameworkRemoval removal,
            Offers offers,
            Acceptance acceptance,
            Kills kills,
            StatusUpdates updates,
            Reconciliation reconciliation) {}

    public SchedulerCalls(Nouns nouns) {
        this.nouns = nouns;
        this.state = nouns.state();
    }

    public void take(SchedulerCall call) {
        switch (call) {
            case SchedulerCall.Subscribe subscribe -> nouns.subscriptions().subscribe(subscribe);
            case SchedulerCall.Subscribed other -> subscribed(other);
        }
    }

    private void subscribed(SchedulerCall.Subscribed call) {
        CallContext context = call.context();
        Framework framework = state.framework(context.frameworkId());
        Outcome refusal = refusal(context, framework);
        if (refusal != null || framework == null) {
            state.outbox()
                    .reply(
                            context.call(),
                            refusal != null
                                    ? refusal
                                    : new Outcome.BadRequest("Framework cannot be found"));
            return;
        }
        state.counters().count(framework.id(), "calls");
        state.counters().count(framework.id(), "calls/" + name(call));
        take(framework, call);
    }

    /** The checks in Mesos's order; null when the caller may call. */
    private static @Nullable Outcome refusal(CallContext context, @Nullable Framework framework) {
        if (framework == null) {
            return new Outcome.BadRequest("Framework cannot be found");
        }
        String principal = framework.spec().principal();
        if (context.principal() != null && !context.principal().equals(principal)) {
            return new Outcome.BadRequest(
                    "Authenticated principal '"
                            + context.principal()
                            + "' does not match principal '"
                            + (principal == null ? "" : principal)
                            + "' set in `FrameworkInfo`");
        }
        if (!framework.connected()) {
            return new Outcome.Forbidden("Framework is not subscribed");
        }
        if (context.streamId() == null) {
            return new Outcome.BadRequest(
                    "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        }
        if (!context.streamId().equals(framework.streamId())) {
            return new Outcome.BadRequest(
                    "The stream ID '"
                            + context.streamId()
                            + "' included in this request didn't match the stream ID currently"
                            + " associated with framework ID "
                            + framework.id());
        }
        return null;
    }

    private void take(Framework framework, SchedulerCall.Subscribed call) {
        switch (call) {
            case SchedulerCall.Teardown teardown -> teardown(framework, teardown);
            case SchedulerCall.Accept accept -> nouns.acceptance().accept(framework, accept);
            case SchedulerCall.Decline decline -> nouns.offers().decline(framework, decline);
            case SchedulerCall.AnswerInverseOffers inverse -> accepted(inverse, null);
            case SchedulerCall.Revive revive -> nouns.frameworks().revive(framework, revive);
            case SchedulerCall.Suppress suppress ->
                    nouns.frameworks().suppress(framework, suppress);
            case SchedulerCall.Kill kill -> nouns.kills().kill(framework, kill);
            case ShutdownExecutor shutdown -> shutdown(framework, shutdown);
            case SchedulerCall.Acknowledge acknowledge ->
                    nouns.updates().acknowledge(framework, acknowledge);
            case SchedulerCall.AcknowledgeOperation acknowledge ->
                    accepted(acknowledge, "messages_operation_status_update_acknowledgement");
            case SchedulerCall.Reconcile reconcile ->
                    nouns.reconciliation().reconcile(framework, reconcile);
            case ReconcileOperations reconcile -> reconcile(framework, reconcile);
            case MessageToExecutor message -> message(framework, message);
            case SchedulerCall.Request request -> accepted(request, "messages_resource_request");
            case SchedulerCall.UpdateFramework update ->
                    nouns.subscriptions().updates().update(framework, update);
        }
    }

    private static String name(SchedulerCall.Subscribed call) {
        return switch (call) {
            case SchedulerCall.Teardown ignored -> "teardown";
            case SchedulerCall.Accept ignored -> "accept";
            case SchedulerCall.Decline ignored -> "decline";
            case SchedulerCall.AnswerInverseOffers answer ->
                    answer.accepted() ? "accept_inverse_offers" : "decline_inverse_offers";
            case SchedulerCall.Revive ignored -> "revive";
            case SchedulerCall.Suppress ignored -> "suppress";
            case SchedulerCall.Kill ignored -> "kill";
            case ShutdownExecutor ignored -> "shutdown";
            case SchedulerCall.Acknowledge ignored -> "acknowledge";
            case SchedulerCall.AcknowledgeOperation ignored -> "acknowledge_operation_status";
            case SchedulerCall.Reconcile ignored -> "reconcile";
            case ReconcileOperations ignored -> "reconcile_operations";
            case MessageToExecutor ignored -> "message";
            case SchedulerCall.Request ignored -> "request";
            case SchedulerCall.UpdateFramework ignored -> "update_framework";
        };
    }

    private void accepted(SchedulerCall call, @Nullable String metric) {
        if (metric != null) {
            state.counters().count(metric);
        }
        state.outbox().accepted(call.call());
    }

    private void teardown(Framework framework, SchedulerCall.Teardown call) {
        state.counters().count("messages_unregister_framework");
        state.outbox().accepted(call.call());
        nouns.removal().remove(framework);
    }

    private void shutdown(Framework framework, ShutdownExecutor call) {
        state.outbox().accepted(call.call());
        Agent agent = state.agent(call.agentId());
        if (agent == null
                || !state.outbox()
                        .command(
                                agent,
                                new AgentCommand.ShutdownExecutor(
                                        framework.id(), call.executorId()))) {
            state.outbox()
                    .warn(
                            "framework="
                                    + framework.id()
                                    + " executor="
                                    + call.executorId()
                                    + " shutdown dropped: agent="
                                    + call.agentId()
                                    + " is not connected");
        }
    }

    private void message(Framework framework, MessageToExecutor call) {
        state.counters().count("messages_framework_to_executor");
        state.outbox().accepted(call.call());
        Agent agent = state.agent(call.agentId());
        boolean sent =
                agent != null
                        && state.outbox()
                                .command(
                                        agent,
                                        new AgentCommand.MessageExecutor(
                                                framework.id(), call.executorId(), call.data()));
        state.counters()
                .count(
                        sent
                                ? "valid_framework_to_executor_messages"
                                : "invalid_framework_to_executor_messages");
    }

    /**
     * No operation outlives its ACCEPT here, so every one that is asked about is unknown (§1.6).
     */
    private void reconcile(Framework framework, ReconcileOperations call) {
        accepted(call, "messages_reconcile_operations");
        for (SchedulerCall.OperationQuery query : call.operations()) {
            state.outbox()
                    .event(framework, new SchedulerEvent.UpdateOperation(unknownOperation(query)));
        }
    }

    private OperationStatus unknownOperation(SchedulerCall.OperationQuery query) {
        String agentId = query.agentId();
        if (agentId == null) {
            return answer(
                    query,
                    OperationStatus.State.OPERATION_UNKNOWN,
                    "Operation is unknown and no 'agent_id' was provided");
        }
        if (state.recovered().containsKey(agentId)) {
            return answer(
                    query,
                    OperationStatus.State.OPERATION_RECOVERING,
                    "Agent is recovered but has not re-registered");
        }
        if (state.agent(agentId) != null) {
            return answer(query, OperationStatus.State.OPERATION_UNKNOWN, "Operation is unknown");
        }
        if (state.unreachable().containsKey(agentId)) {
            return answer(
                    query, OperationStatus.State.OPERATION_UNREACHABLE, "Agent is unreachable");
        }
        if (state.gone().containsKey(agentId)) {
            return answer(
                    query,
                    OperationStatus.State.OPERATION_GONE_BY_OPERATOR,
                    "Agent marked gone by operator");
        }
        return answer(
                query,
                OperationStatus.State.OPERATION_UNKNOWN,
                "Both operation and agent are unknown");
    }

    private static OperationStatus answer(
            SchedulerCall.OperationQuery query, OperationStatus.State state, String message) {
        return new OperationStatus(
                query.operationId(),
                state,
                "Reconciliation: " + message,
                query.agentId(),
                query.resourceProviderId());
    }
}
