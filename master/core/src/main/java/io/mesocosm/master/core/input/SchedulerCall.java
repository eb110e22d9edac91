package io.mesocosm.master.core.input;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.StatusUuid;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call of the v1 scheduler API (spec §1.3); each is answered by exactly one Reply. */
public sealed interface SchedulerCall extends Input {
    CallHandle call();

    /** A call of a framework that is subscribed already; SUBSCRIBE is the one other. */
    sealed interface Subscribed extends SchedulerCall {
        CallContext context();

        @Override
        default CallHandle call() {
            return context().call();
        }
    }

    /**
     * SUBSCRIBE. {@code newStreamId} is the uuid the shell drew for this stream; {@code
     * streamIdHeader} is the Mesos-Stream-Id header the caller wrongly sent, if it did. {@code
     * frameworkId} is the call's own framework_id (empty counts as none).
     */
    record Subscribe(
            CallHandle call,
            StreamHandle stream,
            String newStreamId,
            @Nullable String streamIdHeader,
            @Nullable String principal,
            @Nullable String frameworkId,
            FrameworkSpec framework,
            Set<String> suppressedRoles,
            OfferConstraintsSpec offerConstraints)
            implements SchedulerCall {
        public Subscribe {
            requireNonNull(call, "call");
            requireNonNull(stream, "stream");
            requireNonNull(newStreamId, "newStreamId");
            requireNonNull(framework, "framework");
            requireNonNull(offerConstraints, "offerConstraints");
            suppressedRoles = Set.copyOf(suppressedRoles);
        }
    }

    /** TEARDOWN. */
    record Teardown(CallContext context) implements Subscribed {}

    /** ACCEPT; {@code refuseSeconds} is filters.refuse_seconds, null when absent. */
    record Accept(
            CallContext context,
            List<String> offerIds,
            List<Operation> operations,
            @Nullable Double refuseSeconds)
            implements Subscribed {
        public Accept {
            offerIds = List.copyOf(offerIds);
            operations = List.copyOf(operations);
        }
    }

    /** DECLINE; {@code refuseSeconds} is filters.refuse_seconds, null when absent. */
    record Decline(CallContext context, List<String> offerIds, @Nullable Double refuseSeconds)
            implements Subscribed {
        public Decline {
            offerIds = List.copyOf(offerIds);
        }
    }

    /** ACCEPT_INVERSE_OFFERS and DECLINE_INVERSE_OFFERS; unknown ids are ignored. */
    record AnswerInverseOffers(CallContext context, List<String> inverseOfferIds, boolean accepted)
            implements Subscribed {
        public AnswerInverseOffers {
            inverseOfferIds = List.copyOf(inverseOfferIds);
        }
    }

    /** REVIVE; no roles means all. */
    record Revive(CallContext context, List<String> roles) implements Subscribed {
        public Revive {
            roles = List.copyOf(roles);
        }
    }

    /** SUPPRESS; no roles means all. */
    record Suppress(CallContext context, List<String> roles) implements Subscribed {
        public Suppress {
            roles = List.copyOf(roles);
        }
    }

    /** KILL; {@code killPolicy} is the encoded KillPolicy, empty when the call had none. */
    record Kill(
            CallContext context,
            String taskId,
            @Nullable String agentId,
            Payload killPolicy,
            @Nullable Duration gracePeriod)
            implements Subscribed {}

    /** SHUTDOWN of an executor. */
    record ShutdownExecutor(CallContext context, String agentId, String executorId)
            implements Subscribed {}

    /** ACKNOWLEDGE; the edge refuses a uuid that is not 16 bytes. */
    record Acknowledge(CallContext context, String agentId, String taskId, StatusUuid uuid)
            implements Subscribed {}

    /** ACKNOWLEDGE_OPERATION_STATUS; no operation here waits for one, so it is only answered. */
    record AcknowledgeOperation(CallContext context, @Nullable String agentId, String operationId)
            implements Subscribed {}

    /** RECONCILE; no tasks means implicit reconciliation. */
    record Reconcile(CallContext context, List<TaskQuery> tasks) implements Subscribed {
        public Reconcile {
            tasks = List.copyOf(tasks);
        }
    }

    /** One task that RECONCILE asks about. */
    record TaskQuery(String taskId, @Nullable String agentId) {
        public TaskQuery {
            requireNonNull(taskId, "taskId");
        }
    }

    /** RECONCILE_OPERATIONS; no operations means all known. */
    record ReconcileOperations(CallContext context, List<OperationQuery> operations)
            implements Subscribed {
        public ReconcileOperations {
            operations = List.copyOf(operations);
        }
    }

    /** One operation that RECONCILE_OPERATIONS asks about. */
    record OperationQuery(
            String operationId, @Nullable String agentId, @Nullable String resourceProviderId) {}

    /** MESSAGE: framework to executor, at best effort. */
    record MessageToExecutor(CallContext context, String agentId, String executorId, Payload data)
            implements Subscribed {}

    /** REQUEST: accepted and ignored, as Mesos's built-in allocator does. */
    record Request(CallContext context) implements Subscribed {}

    /** UPDATE_FRAMEWORK: 200 once applied. */
    record UpdateFramework(
            CallContext context,
            FrameworkSpec framework,
            Set<String> suppressedRoles,
            OfferConstraintsSpec offerConstraints)
            implements Subscribed {
        public UpdateFramework {
            suppressedRoles = Set.copyOf(suppressedRoles);
        }
    }
}
