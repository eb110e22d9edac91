package io.mesocosm.scheduler;

import io.mesocosm.protocol.media.MalformedMessageException;
import io.mesocosm.protocol.media.MessageFormat;
import io.mesocosm.protocol.recordio.RecordDecoder;
import io.mesocosm.protocol.recordio.RecordIoException;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The events of one subscription, taken out of the response by the thread that delivers them. Asks
 * the connection for more only when all before it is delivered, so that a slow scheduler slows the
 * master's socket instead of filling memory.
 */
final class EventStream implements Flow.Subscriber<List<ByteBuffer>> {

    /** What the stream had to say. */
    sealed interface Take {

        /** Events that arrived, in order. */
        record Events(List<Event> events) implements Take {}

        /** The stream is over. */
        record Ended(String reason) implements Take {}

        /** Nothing came for as long as was waited. */
        record Silence() implements Take {}
    }

    private sealed interface Signal {

        record Bytes(List<ByteBuffer> buffers) implements Signal {}

        record End(String reason) implements Signal {}
    }

    private final MessageFormat format;
    private final RecordDecoder decoder;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean cancelled;

    EventStream(MessageFormat format, int eventSizeMax) {
        this.format = format;
        this.decoder = new RecordDecoder(eventSizeMax);
    }

    /** The next events, or why there are none; called by the delivering thread only. */
    Take take(Duration patience) throws InterruptedException {
        return switch (signals.poll(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            case null -> new Take.Silence();
            case Signal.End(String reason) -> new Take.Ended(reason);
            case Signal.Bytes(List<ByteBuffer> buffers) -> decode(buffers);
        };
    }

    /** Drops the connection; what was taken before stays taken, nothing follows but the end. */
    void cancel(String reason) {
        cancelled = true;
        signals.add(new Signal.End(reason));
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    private Take decode(List<ByteBuffer> buffers) {
        List<Event> events = new ArrayList<>();
        try {
            for (ByteBuffer buffer : buffers) {
                for (byte[] record : decoder.decode(buffer)) {
                    events.add(format.decode(record, Event.getDefaultInstance()));
                }
            }
        } catch (RecordIoException | MalformedMessageException e) {
            cancel("the master sent what is no event: " + e.getMessage());
        }
        Flow.Subscription current = subscription;
        if (current != null && !cancelled) {
            current.request(1);
        }
        return new Take.Events(events);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (cancelled) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Signal.Bytes(buffers));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal.End("the connection broke: " + failure.getMessage()));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End("the master closed the connection"));
    }
}
