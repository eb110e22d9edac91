package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.http.EventStream;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.server.json.EventWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Sends events to all who listen at /v2/events (spec §7); safe for any thread. */
public final class EventHub implements AutoCloseable {

    private static final long KEEP_ALIVE_SECONDS = 15;

    private record Listener(EventStream stream, Set<String> types, String peer) {}

    private final Map<Long, Listener> listeners = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("event-keep-alive").factory());
    private final ScheduledFuture<?> keepAlive;

    public EventHub(Clock clock) {
        this.clock = clock;
        this.keepAlive =
                timer.scheduleWithFixedDelay(
                        () -> listeners.values().forEach(l -> l.stream.keepAlive()),
                        KEEP_ALIVE_SECONDS,
                        KEEP_ALIVE_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Tells everyone who wants to know. */
    public void publish(Event event, Instant now) {
        if (!listeners.isEmpty()) {
            send(EventWriter.write(event, now));
        }
    }

    private void send(ObjectNode event) {
        String type = event.path("eventType").asText();
        String text = event.toString();
        for (Listener listener : listeners.values()) {
            if (listener.types.isEmpty() || listener.types.contains(type)) {
                listener.stream.send(type, text);
            }
        }
    }

    void attach(Call call) {
        List<String> types = call.exchange().queryAll("event_type");
        long number = numbers.incrementAndGet();
        String peer = call.exchange().peer();
        EventStream stream = call.exchange().eventStream(reason -> detach(number));
        listeners.put(number, new Listener(stream, Set.copyOf(types), peer));
        tell("event_stream_attached", peer);
        if (!stream.isOpen()) {
            detach(number);
        }
    }

    private void detach(long number) {
        Listener gone = listeners.remove(number);
        if (gone != null) {
            tell("event_stream_detached", gone.peer);
        }
    }

    private void tell(String type, String peer) {
        ObjectNode event = Call.object();
        event.put("remoteAddress", peer);
        event.put("eventType", type);
        event.put("timestamp", TaskEnvironment.text(clock.instant()));
        send(event);
    }

    @Override
    public void close() {
        keepAlive.cancel(false);
        timer.shutdownNow();
        listeners.values().forEach(l -> l.stream.close());
    }
}
