package io.mesocosm.master.server.loop;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.Master;
import io.mesocosm.master.core.effect.Effect;
import io.mesocosm.master.core.effect.Effects;
import io.mesocosm.master.core.input.Input;
import io.mesocosm.master.core.input.Tick;
import io.mesocosm.master.core.snapshot.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the master: drains what has come in as a batch, steps, has the effects
 * carried out, then serves those who want to read.
 */
public final class MasterLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
    private static final int BATCH_MAX = 4096;
    private static final Duration WAIT_MAX = Duration.ofSeconds(1);

    /** What the loop's thread finds in its queue. */
    private sealed interface Item {
        record Of(Input input) implements Item {}

        record Read(Consumer<Snapshot> reader) implements Item {}

        record Stop() implements Item {}
    }

    private final Master master;
    private final EffectCarrier carrier;
    private final Clock clock;
    private final Gate gate;
    private final Consumer<String> steppedDown;
    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * @param gate holds what the core wants done while it is uncertain whether this master leads
     * @param steppedDown told why, on the loop's thread, when the state can no longer be trusted;
     *     the loop takes nothing more
     */
    public MasterLoop(
            Master master,
            EffectCarrier carrier,
            Clock clock,
            Gate gate,
            Consumer<String> steppedDown) {
        this.master = requireNonNull(master, "master");
        this.carrier = requireNonNull(carrier, "carrier");
        this.clock = requireNonNull(clock, "clock");
        this.gate = requireNonNull(gate, "gate");
        this.steppedDown = requireNonNull(steppedDown, "steppedDown");
        this.thread = Thread.ofPlatform().name("master-loop").daemon().unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Hands an input to the core; any thread. */
    public void submit(Input input) {
        queue.add(new Item.Of(input));
    }

    /** How many inputs wait; any thread. */
    public int waiting() {
        return queue.size();
    }

    /**
     * Runs the reader on the loop's thread with the state between two batches: no event comes
     * between the snapshot and what the reader does. It must not block.
     */
    public <T> CompletableFuture<T> read(Function<Snapshot, T> reader) {
        CompletableFuture<T> result = new CompletableFuture<>();
        queue.add(
                new Item.Read(
                        snapshot -> {
                            try {
                                result.complete(reader.apply(snapshot));
                            } catch (RuntimeException e) {
                                result.completeExceptionally(e);
                            }
                        }));
        if (stopped) {
            result.completeExceptionally(new IllegalStateException("this master has stopped"));
        }
        return result;
    }

    private void run() {
        try {
            Instant wakeAt = step(List.of(new Tick()));
            List<Item> items = new ArrayList<>();
            List<Input> batch = new ArrayList<>();
            List<Consumer<Snapshot>> readers = new ArrayList<>();
            while (!stopped) {
                items.clear();
                take(items, wakeAt);
                batch.clear();
                readers.clear();
                for (Item item : items) {
                    switch (item) {
                        case Item.Of(Input input) -> batch.add(input);
                        case Item.Read(Consumer<Snapshot> reader) -> readers.add(reader);
                        case Item.Stop() -> stopped = true;
                    }
                }
                if (!batch.isEmpty() || due(wakeAt)) {
                    wakeAt = step(batch.isEmpty() ? List.of(new Tick()) : List.copyOf(batch));
                }
                serve(readers);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } catch (RuntimeException | Error e) {
            LOG.error("the master's loop has failed", e);
            stepDown("the master's loop has failed: " + e);
        }
    }

    private boolean due(@Nullable Instant wakeAt) {
        return wakeAt != null && !clock.instant().isBefore(wakeAt);
    }

    private void take(List<Item> items, @Nullable Instant wakeAt) throws InterruptedException {
        Duration wait = wakeAt == null ? WAIT_MAX : Duration.between(clock.instant(), wakeAt);
        long nanos =
                Math.clamp(
                        wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX.toNanos() : wait.toNanos(),
                        0,
                        WAIT_MAX.toNanos());
        Item first = queue.poll(nanos, TimeUnit.NANOSECONDS);
        if (first != null) {
            items.add(first);
            queue.drainTo(items, BATCH_MAX - 1);
        }
    }

    private @Nullable Instant step(List<Input> batch) {
        Effects effects = master.step(batch, clock.instant());
        for (Effect effect : effects.all()) {
            if (effect instanceof Effect.StepDown(String reason)) {
                stepDown(reason);
                return null;
            }
            if (!gate.pass()) {
                stopped = true;
                return null;
            }
            carrier.carryOut(effect);
        }
        return effects.wakeAt();
    }

    private void stepDown(String reason) {
        stopped = true;
        steppedDown.accept(reason);
    }

    private void serve(List<Consumer<Snapshot>> readers) {
        if (readers.isEmpty() || stopped) {
            return;
        }
        Snapshot snapshot = master.snapshot();
        readers.forEach(reader -> reader.accept(snapshot));
    }

    /** Ends after the batch that is being worked on. */
    @Override
    public void close() {
        queue.add(new Item.Stop());
        if (Thread.currentThread() != thread && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
