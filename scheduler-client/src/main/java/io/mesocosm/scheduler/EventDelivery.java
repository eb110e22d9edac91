package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.scheduler.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands events to the scheduler, and survives what it throws; owned by the client's thread. */
final class EventDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

    private final Scheduler scheduler;

    EventDelivery(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void deliver(Event event) {
        guarded(event.getType().name(), () -> dispatch(event));
    }

    void disconnected(String reason) {
        guarded("disconnected", () -> scheduler.disconnected(reason));
    }

    void error(String message) {
        guarded("error", () -> scheduler.error(message));
    }

    private void dispatch(Event event) {
        switch (event.getType()) {
            case SUBSCRIBED -> scheduler.subscribed(event.getSubscribed());
            case OFFERS -> scheduler.offers(event.getOffers().getOffersList());
            case INVERSE_OFFERS ->
                    scheduler.inverseOffers(event.getInverseOffers().getInverseOffersList());
            case RESCIND -> scheduler.rescind(event.getRescind().getOfferId());
            case RESCIND_INVERSE_OFFER ->
                    scheduler.rescindInverseOffer(
                            event.getRescindInverseOffer().getInverseOfferId());
            case UPDATE -> scheduler.update(event.getUpdate().getStatus());
            case UPDATE_OPERATION_STATUS ->
                    scheduler.operationUpdate(event.getUpdateOperationStatus().getStatus());
            case MESSAGE -> scheduler.message(event.getMessage());
            case FAILURE -> scheduler.failure(event.getFailure());
            case ERROR -> scheduler.error(event.getError().getMessage());
            case HEARTBEAT -> scheduler.heartbeat();
            case UNKNOWN ->
                    LOG.warn(
                            "event=UNKNOWN: the master speaks of something this client does not know");
        }
    }

    private static void guarded(String event, Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("event={}: the scheduler threw; it counts as delivered", event, e);
        }
    }
}
