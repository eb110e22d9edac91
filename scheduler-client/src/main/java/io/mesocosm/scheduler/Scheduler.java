package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.InverseOffer;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.OperationStatus;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.util.List;

/**
 * What a framework is told (spec §1.7). All methods are called by one thread of the client, one at
 * a time, in the order in which the master sent the events; calls may be made from within them. An
 * exception thrown here is logged, and the event counts as delivered.
 */
public interface Scheduler {

    /**
     * The master knows this framework; calls may be made from now on. Comes again after each
     * reconnection: offers of earlier connections are void then, and tasks may be asked for by
     * {@link SchedulerClient#reconcile}.
     */
    void subscribed(Event.Subscribed event);

    /** Resources that may be used, each until it is accepted, declined or rescinded. */
    void offers(List<Offer> offers);

    /** An offer is void. */
    void rescind(OfferID offer);

    /** A task's state; to be acknowledged if it carries a uuid, or it comes again. */
    void update(TaskStatus status);

    /** An agent was lost, or, if it names one, an executor ended. */
    default void failure(Event.Failure event) {}

    /** An executor sent bytes. */
    default void message(Event.Message event) {}

    /** An agent asks for its resources back, for maintenance. */
    default void inverseOffers(List<InverseOffer> offers) {}

    /** An inverse offer is void. */
    default void rescindInverseOffer(OfferID offer) {}

    /** The state of an operation that was given an id. */
    default void operationUpdate(OperationStatus status) {}

    /** The master is alive. */
    default void heartbeat() {}

    /** The connection is gone; the client looks for the leading master again by itself. */
    default void disconnected(String reason) {}

    /** The master wants no more of this framework, and the client has stopped; nothing follows. */
    void error(String message);
}
