package io.mesocosm.master.server.scheduler;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.RecordStream;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.server.loop.Gate;
import io.mesocosm.master.server.loop.SerialSender;
import io.mesocosm.master.server.outgoing.SchedulerEvents;
import io.mesocosm.protocol.media.MessageFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/** The open event streams of frameworks. The loop's thread opens, sends and closes. */
public final class SchedulerStreams {
    private final SchedulerEvents events;
    private final Executor executor;
    private final Gate gate;
    private final AtomicLong last = new AtomicLong();
    private final ConcurrentMap<Long, Open> streams = new ConcurrentHashMap<>();

    private record Open(RecordStream stream, MessageFormat format, SerialSender sender) {}

    /**
     * @param executor encodes and sends, off the loop's thread
     * @param gate asked before anything is sent
     */
    public SchedulerStreams(SchedulerEvents events, Executor executor, Gate gate) {
        this.events = requireNonNull(events, "events");
        this.executor = requireNonNull(executor, "executor");
        this.gate = requireNonNull(gate, "gate");
    }

    /** A name for a stream that may be opened later; any thread. */
    public StreamHandle name() {
        return new StreamHandle(last.incrementAndGet());
    }

    void open(StreamHandle handle, RecordStream stream, MessageFormat format) {
        streams.put(handle.id(), new Open(stream, format, new SerialSender(executor, gate)));
        if (!stream.isOpen()) {
            // Its client left before it was here to be forgotten.
            forget(handle);
        }
    }

    /** Forgets a stream whose client has left; any thread. */
    void forget(StreamHandle handle) {
        streams.remove(handle.id());
    }

    /** Sends an event after those sent before; to a stream that has ended it sends nothing. */
    public void send(StreamHandle handle, SchedulerEvent event) {
        Open open = streams.get(handle.id());
        if (open != null) {
            open.sender()
                    .run(
                            () ->
                                    open.stream()
                                            .send(
                                                    open.format()
                                                            .encodeRecord(events.message(event))));
        }
    }

    /** Ends a stream after what was sent on it. */
    public void close(StreamHandle handle) {
        Open open = streams.remove(handle.id());
        if (open != null) {
            open.sender().run(open.stream()::close);
        }
    }

    /** How many are open. */
    public int size() {
        return streams.size();
    }
}
