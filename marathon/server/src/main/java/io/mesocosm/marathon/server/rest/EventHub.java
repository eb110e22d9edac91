package io.mesocosm.marathon.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.http.EventStream;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.launch.TaskEnvironment;
import io.mesocosm.marathon.server.json.EventWriter;
import io.mesocosm.marathon.server.json.EventWriter.PlanFormat;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
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

    private record Listener(
            EventStream stream, Set<String> types, PlanFormat planFormat, String peer) {}

    /** An event as it goes out. */
    private record Frame(String type, String text) {
        static Frame of(ObjectNode event) {
            return new Frame(event.path("eventType").asText(), event.toString());
        }
    }

    private final Map<Long, Listener> listeners = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Clock clock;
    private final Metrics metrics;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("event-keep-alive").factory());
    private final ScheduledFuture<?> keepAlive;

    public EventHub(Clock clock, Metrics metrics) {
        this.clock = clock;
        this.metrics = metrics;
        this.keepAlive =
                timer.scheduleWithFixedDelay(
                        () -> listeners.values().forEach(l -> l.stream.keepAlive()),
                        KEEP_ALIVE_SECONDS,
                        KEEP_ALIVE_SECONDS,
                        TimeUnit.SECONDS);
    }

    /** Tells everyone who wants to know. */
    public void publish(Event event, Instant now) {
        if (event instanceof Event.GroupChanged) {
            metrics.count("deployments.counter");
        }
        Map<PlanFormat, Frame> frames = new EnumMap<>(PlanFormat.class);
        for (Listener listener : listeners.values()) {
            send(
                    listener,
                    frames.computeIfAbsent(
                            listener.planFormat,
                            format -> Frame.of(EventWriter.write(event, now, format))));
        }
    }

    private void send(Listener listener, Frame frame) {
        if (listener.types.isEmpty() || listener.types.contains(frame.type)) {
            listener.stream.send(frame.type, frame.text);
            metrics.count("http.responses.event-stream.size.counter.bytes", frame.text.length());
        }
    }

    void attach(Call call) {
        List<String> types = call.exchange().queryAll("event_type");
        long number = numbers.incrementAndGet();
        String peer = call.exchange().peer();
        EventStream stream = call.exchange().eventStream(reason -> detach(number));
        PlanFormat format =
                "light".equals(call.query("plan-format")) ? PlanFormat.LIGHT : PlanFormat.FULL;
        listeners.put(number, new Listener(stream, Set.copyOf(types), format, peer));
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
        Frame frame = Frame.of(event);
        listeners.values().forEach(l -> send(l, frame));
    }

    @Override
    public void close() {
        keepAlive.cancel(false);
        timer.shutdownNow();
        listeners.values().forEach(l -> l.stream.close());
    }
}
