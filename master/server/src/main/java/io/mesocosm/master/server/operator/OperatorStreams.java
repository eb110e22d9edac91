package io.mesocosm.master.server.operator;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.RecordStream;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.authorization.Viewer;
import io.mesocosm.master.server.loop.Gate;
import io.mesocosm.master.server.loop.SerialSender;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.v1.master.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Those who subscribed to the operator API's events; the oldest goes when there are too many. */
public final class OperatorStreams {
    private final int limit;
    private final Executor executor;
    private final Gate gate;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Deque<Subscriber> oldestFirst = new ArrayDeque<>();

    private record Subscriber(
            RecordStream stream, MessageFormat format, SerialSender sender, Viewer viewer) {
        void send(Supplier<Event> event) {
            sender.run(() -> stream.send(format.encodeRecord(event.get())));
        }
    }

    /**
     * @param limit how many there may be at once
     * @param executor encodes and sends, off the loop's thread
     * @param gate asked before anything is sent
     */
    public OperatorStreams(int limit, Executor executor, Gate gate) {
        this.limit = limit;
        this.executor = requireNonNull(executor, "executor");
        this.gate = requireNonNull(gate, "gate");
    }

    /** Takes a subscriber in; on the loop's thread, so that no event is missed or told twice. */
    void subscribe(RecordStream stream, MessageFormat format, Snapshot snapshot, Viewer viewer) {
        viewer.learn(snapshot);
        Subscriber subscriber =
                new Subscriber(stream, format, new SerialSender(executor, gate), viewer);
        subscriber.send(
                () -> OperatorEvents.subscribed(new SnapshotAnswers(snapshot, viewer).state()));
        subscriber.send(() -> OperatorEvents.HEARTBEAT);
        synchronized (oldestFirst) {
            oldestFirst.removeIf(s -> !s.stream().isOpen());
            while (oldestFirst.size() >= limit) {
                Subscriber oldest = oldestFirst.remove();
                subscribers.remove(oldest);
                oldest.sender().run(oldest.stream()::close);
            }
            oldestFirst.add(subscriber);
            subscribers.add(subscriber);
        }
    }

    /** Tells all who may see it of an event; on the loop's thread. */
    public void publish(OperatorEvent event) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.viewer().sees(event)) {
                subscriber.send(() -> OperatorEvents.message(event));
            }
        }
    }

    /** Sends a heartbeat to all and forgets those who have left. */
    public void beat() {
        subscribers.removeIf(s -> !s.stream().isOpen());
        subscribers.forEach(s -> s.send(() -> OperatorEvents.HEARTBEAT));
    }

    /** How many there are. */
    public int size() {
        return (int) subscribers.stream().filter(s -> s.stream().isOpen()).count();
    }
}
