package io.mesocosm.master.server.outgoing;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.protocol.resource.ResourceFormat;
import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OperationState;
import io.mesocosm.protocol.v1.OperationStatus;
import io.mesocosm.protocol.v1.scheduler.Event;

/** Events of the scheduler API as messages (spec §1.7). */
public final class SchedulerEvents {
    private static final Event HEARTBEAT = Event.newBuilder().setType(Event.Type.HEARTBEAT).build();

    private final MasterInfo master;

    public SchedulerEvents(MasterInfo master) {
        this.master = requireNonNull(master, "master");
    }

    /** The event's message. */
    public Event message(SchedulerEvent event) {
        return switch (event) {
            case SchedulerEvent.Subscribed subscribed -> subscribed(subscribed);
            case SchedulerEvent.Heartbeat _ -> HEARTBEAT;
            case SchedulerEvent.Offers offers -> offers(offers);
            case SchedulerEvent.Rescind(String offerId) -> rescind(offerId);
            case SchedulerEvent.Update update -> {
                Event.Builder message = Event.newBuilder().setType(Event.Type.UPDATE);
                message.getUpdateBuilder().setStatus(Statuses.message(update.status()));
                yield message.build();
            }
            case SchedulerEvent.UpdateOperation update -> operation(update.status());
            case SchedulerEvent.Message message -> message(message);
            case SchedulerEvent.Failure failure -> failure(failure);
            case SchedulerEvent.Failed(String text) -> failed(text);
        };
    }

    private Event subscribed(SchedulerEvent.Subscribed subscribed) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
        message.getSubscribedBuilder()
                .setHeartbeatIntervalSeconds(subscribed.heartbeatIntervalSeconds())
                .setMasterInfo(master)
                .getFrameworkIdBuilder()
                .setValue(subscribed.frameworkId());
        return message.build();
    }

    private static Event rescind(String offerId) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.RESCIND);
        message.getRescindBuilder().getOfferIdBuilder().setValue(offerId);
        return message.build();
    }

    private static Event offers(SchedulerEvent.Offers offers) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.OFFERS);
        ResourceFormat format =
                offers.refinement()
                        ? ResourceFormat.POST_REFINEMENT
                        : ResourceFormat.PRE_REFINEMENT;
        for (SchedulerEvent.MadeOffer made : offers.offers()) {
            message.getOffersBuilder().addOffers(offer(made, offers.multiRole(), format));
        }
        return message.build();
    }

    private static Offer offer(
            SchedulerEvent.MadeOffer made, boolean multiRole, ResourceFormat format) {
        Offer.Builder message = Offers.message(made.offer(), made.agent(), multiRole, format);
        made.executorIds().forEach(id -> message.addExecutorIdsBuilder().setValue(id));
        return message.build();
    }

    private static Event operation(io.mesocosm.master.core.operation.OperationStatus status) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.UPDATE_OPERATION_STATUS);
        OperationStatus.Builder update =
                message.getUpdateOperationStatusBuilder()
                        .getStatusBuilder()
                        .setState(OperationState.valueOf(status.state().name()));
        update.getOperationIdBuilder().setValue(status.operationId());
        if (status.agentId() != null) {
            update.getAgentIdBuilder().setValue(status.agentId());
        }
        if (status.resourceProviderId() != null) {
            update.getResourceProviderIdBuilder().setValue(status.resourceProviderId());
        }
        if (status.message() != null) {
            update.setMessage(status.message());
        }
        return message.build();
    }

    private static Event message(SchedulerEvent.Message sent) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.MESSAGE);
        message.getMessageBuilder().setData(ByteString.copyFrom(sent.data().bytes()));
        message.getMessageBuilder().getAgentIdBuilder().setValue(sent.agentId());
        message.getMessageBuilder().getExecutorIdBuilder().setValue(sent.executorId());
        return message.build();
    }

    private static Event failure(SchedulerEvent.Failure failure) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.FAILURE);
        message.getFailureBuilder().getAgentIdBuilder().setValue(failure.agentId());
        if (failure.executorId() != null) {
            message.getFailureBuilder().getExecutorIdBuilder().setValue(failure.executorId());
        }
        if (failure.status() != null) {
            message.getFailureBuilder().setStatus(failure.status());
        }
        return message.build();
    }

    private static Event failed(String text) {
        Event.Builder message = Event.newBuilder().setType(Event.Type.ERROR);
        message.getErrorBuilder().setMessage(text);
        return message.build();
    }
}
