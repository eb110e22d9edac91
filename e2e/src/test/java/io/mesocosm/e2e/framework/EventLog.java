package io.mesocosm.e2e.framework;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.wire.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a scheduler has received, in order, with the offers it holds; safe for any thread. */
public final class EventLog {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<JsonNode> events = new ArrayList<>();
    private final Map<String, JsonNode> offers = new LinkedHashMap<>();
    private final List<Long> offered = new ArrayList<>();
    private @Nullable AssertionError failure;

    void add(JsonNode event) {
        lock.lock();
        try {
            events.add(event);
            switch (event.path("type").asText()) {
                case "OFFERS" -> {
                    offered.add(System.nanoTime());
                    event.at("/offers/offers")
                            .forEach(offer -> offers.put(offer.at("/id/value").asText(), offer));
                }
                case "RESCIND" -> offers.remove(event.at("/rescind/offer_id/value").asText());
                case "CLOSED", "SUBSCRIBED" -> offers.clear();
                default -> {}
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void fail(AssertionError error) {
        lock.lock();
        try {
            failure = error;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the first event, from the beginning, that the test looks for. */
    public JsonNode await(String what, Predicate<JsonNode> wanted) {
        return awaitAfter(0, what, wanted);
    }

    /** Waits for the first event that the test looks for, after so many others. */
    public JsonNode awaitAfter(int skipped, String what, Predicate<JsonNode> wanted) {
        return until(
                what, PATIENCE, () -> events.stream().skip(skipped).filter(wanted).findFirst());
    }

    /** Takes an offer that holds so much; waits for one. */
    public JsonNode takeOffer(double cpus, double mem) {
        JsonNode offer =
                until("an offer of " + cpus + " cpus", PATIENCE, () -> suitable(cpus, mem));
        return offer;
    }

    /** Takes all offers there are now. */
    public List<JsonNode> takeOffers() {
        lock.lock();
        try {
            List<JsonNode> held = List.copyOf(offers.values());
            held.forEach(this::taken);
            offers.clear();
            return held;
        } finally {
            lock.unlock();
        }
    }

    /** The offers held now. */
    public List<JsonNode> offers() {
        lock.lock();
        try {
            return List.copyOf(offers.values());
        } finally {
            lock.unlock();
        }
    }

    private Optional<JsonNode> suitable(double cpus, double mem) {
        Optional<JsonNode> found =
                offers.values().stream()
                        .filter(offer -> Tasks.amount(offer.path("resources"), "cpus") >= cpus)
                        .filter(offer -> Tasks.amount(offer.path("resources"), "mem") >= mem)
                        .findFirst();
        found.ifPresent(
                offer -> {
                    offers.remove(offer.at("/id/value").asText());
                    taken(offer);
                });
        return found;
    }

    /** What the scheduler does with offers stands among the events, as a RESCIND of its own. */
    private void taken(JsonNode offer) {
        ObjectNode event = Json.of("{type: 'TAKEN', rescind: {}}");
        ((ObjectNode) event.path("rescind")).set("offer_id", offer.path("id"));
        events.add(event);
    }

    /** The longest time since a moment, by {@link System#nanoTime()}, in which no offer came. */
    public Duration longestWithoutOffers(long from) {
        lock.lock();
        try {
            long longest = 0;
            long last = from;
            for (long at : offered) {
                if (at > from) {
                    longest = Math.max(longest, at - last);
                    last = at;
                }
            }
            return Duration.ofNanos(Math.max(longest, System.nanoTime() - last));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a condition over all events holds. */
    public void awaitAll(String what, Duration patience, Predicate<List<JsonNode>> holds) {
        until(
                what,
                patience,
                () -> holds.test(events) ? Optional.of(Json.of("{}")) : Optional.empty());
    }

    private JsonNode until(String what, Duration patience, Supplier<Optional<JsonNode>> wanted) {
        lock.lock();
        try {
            long nanos = patience.toNanos();
            while (true) {
                if (failure != null) {
                    throw failure;
                }
                Optional<JsonNode> found = wanted.get();
                if (found.isPresent()) {
                    return found.get();
                }
                if (nanos <= 0) {
                    throw new AssertionError(
                            "no " + what + " after " + patience + "; received: " + summary());
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted waiting for " + what, e);
        } finally {
            lock.unlock();
        }
    }

    void pause(Duration time) {
        lock.lock();
        try {
            for (long nanos = time.toNanos(); nanos > 0; ) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** All events so far. */
    public List<JsonNode> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        for (JsonNode event : events.subList(Math.max(0, events.size() - 15), events.size())) {
            String line = event.toString();
            text.append("\n  ").append(line, 0, Math.min(line.length(), 400));
        }
        return text.toString();
    }
}
