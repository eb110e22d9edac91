package io.mesocosm.scheduler;

import io.mesocosm.protocol.v1.InverseOffer;
import io.mesocosm.protocol.v1.Offer;
import io.mesocosm.protocol.v1.OfferID;
import io.mesocosm.protocol.v1.OperationStatus;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Writes down each callback as one line, and notes whether two ever ran at once. */
final class RecordingScheduler implements Scheduler {

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean overlapped;
    private volatile Consumer<String> reaction = line -> {};

    String next() throws InterruptedException {
        String line = lines.poll(10, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("the scheduler was told nothing");
        }
        return line;
    }

    int pending() {
        return lines.size();
    }

    /** Does this within each callback. */
    void react(Consumer<String> reaction) {
        this.reaction = reaction;
    }

    Set<Thread> threads() {
        return threads;
    }

    boolean overlapped() {
        return overlapped;
    }

    private void record(String line) {
        overlapped |= running.incrementAndGet() > 1;
        threads.add(Thread.currentThread());
        lines.add(line);
        try {
            reaction.accept(line);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public void subscribed(Event.Subscribed event) {
        record("subscribed " + event.getFrameworkId().getValue());
    }

    @Override
    public void offers(List<Offer> offers) {
        record("offers " + offers.stream().map(offer -> offer.getId().getValue()).toList());
    }

    @Override
    public void rescind(OfferID offer) {
        record("rescind " + offer.getValue());
    }

    @Override
    public void update(TaskStatus status) {
        record("update " + status.getTaskId().getValue() + " " + status.getState());
    }

    @Override
    public void failure(Event.Failure event) {
        record("failure " + event.getAgentId().getValue());
    }

    @Override
    public void message(Event.Message event) {
        record("message " + event.getData().toStringUtf8());
    }

    @Override
    public void inverseOffers(List<InverseOffer> offers) {
        record("inverseOffers " + offers.size());
    }

    @Override
    public void rescindInverseOffer(OfferID offer) {
        record("rescindInverseOffer " + offer.getValue());
    }

    @Override
    public void operationUpdate(OperationStatus status) {
        record("operationUpdate " + status.getState());
    }

    @Override
    public void heartbeat() {
        record("heartbeat");
    }

    @Override
    public void disconnected(String reason) {
        record("disconnected: " + reason);
    }

    @Override
    public void error(String message) {
        record("error: " + message);
    }
}
