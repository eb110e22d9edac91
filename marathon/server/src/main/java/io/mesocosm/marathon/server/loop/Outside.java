package io.mesocosm.marathon.server.loop;

import io.mesocosm.marathon.core.event.Event;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Everything the loop acts upon. */
public record Outside(
        Journal journal,
        Driver driver,
        Prober prober,
        BiConsumer<Event, Instant> events,
        Gate gate,
        Consumer<Throwable> fatal) {}
