package io.mesocosm.master.core.effect;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.operation.OperationStatus;
import io.mesocosm.master.core.task.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An event of the v1 scheduler API (spec §1.7). */
public sealed interface SchedulerEvent {
    /** SUBSCRIBED; the edge adds its master_info. */
    record Subscribed(String frameworkId, double heartbeatIntervalSeconds)
            implements SchedulerEvent {}

    /** HEARTBEAT. */
    record Heartbeat() implements SchedulerEvent {}

    /**
     * OFFERS. {@code multiRole} and {@code refinement} are the framework's capabilities: without
     * MULTI_ROLE allocation_info is stripped, without RESERVATION_REFINEMENT resources take the
     * older form (spec §1.2, §0.5 no. 12).
     */
    record Offers(List<MadeOffer> offers, boolean multiRole, boolean refinement)
            implements SchedulerEvent {
        public Offers {
            offers = List.copyOf(offers);
        }
    }

    /** One offer, the agent it is of, and the framework's executors there. */
    record MadeOffer(Offer offer, Agent agent, List<String> executorIds) {
        public MadeOffer {
            executorIds = List.copyOf(executorIds);
        }
    }

    /** RESCIND. */
    record Rescind(String offerId) implements SchedulerEvent {}

    /** UPDATE. */
    record Update(TaskStatus status) implements SchedulerEvent {}

    /** UPDATE_OPERATION_STATUS. */
    record UpdateOperation(OperationStatus status) implements SchedulerEvent {}

    /** MESSAGE from an executor. */
    record Message(String agentId, String executorId, Payload data) implements SchedulerEvent {}

    /** FAILURE: of an executor, or of a whole agent when {@code executorId} is null. */
    record Failure(String agentId, @Nullable String executorId, @Nullable Integer status)
            implements SchedulerEvent {}

    /** ERROR: the stream is closed after it. */
    record Failed(String message) implements SchedulerEvent {}
}
