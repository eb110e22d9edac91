package io.mesocosm.marathon.server.loop;

import io.mesocosm.marathon.core.Claim;
import io.mesocosm.marathon.core.Command;
import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.MarathonCore;
import io.mesocosm.marathon.core.Outcome;
import io.mesocosm.marathon.core.Step;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.server.leadership.Deposed;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the core's thread: gathers inputs into batches, makes each step's writes durable and only
 * then, while no other Marathon can lead, carries out its effects. All public methods may be called
 * from any thread.
 */
public final class CoreLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoreLoop.class);
    private static final int BATCH = 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private sealed interface Item {
        record Happened(Input input) implements Item {}

        record Asked(Runnable query) implements Item {}

        record Stop() implements Item {}
    }

    private final MarathonCore core;
    private final Outside outside;
    private final Clock clock;
    private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final Map<Long, CompletableFuture<Outcome>> waiting = new HashMap<>();

    /** What was asked and not answered yet; nobody is kept waiting when the loop ends. */
    private final Map<Long, CompletableFuture<?>> open = new ConcurrentHashMap<>();

    private final AtomicLong numbers = new AtomicLong();
    private final Thread thread;
    private @Nullable Instant wakeUp;
    private boolean stopped;
    private volatile @Nullable Throwable end;

    public CoreLoop(MarathonCore core, Outside outside, Clock clock) {
        this.core = core;
        this.outside = outside;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("marathon-core").daemon().unstarted(this::run);
        this.wakeUp = clock.instant();
    }

    public void start() {
        thread.start();
    }

    /** Tells the core what happened. */
    public void happened(Input input) {
        queue.add(new Item.Happened(input));
    }

    /**
     * Asks for a change; completes when the change is on disk, or refused. The caller's trace is
     * that of the step.
     */
    public CompletableFuture<Outcome> submit(Command command, Claim claim) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        long number = numbers.incrementAndGet();
        return ask(
                number,
                answer,
                Context.current()
                        .wrap(
                                () -> {
                                    waiting.put(number, answer);
                                    step(List.of(new Input.Request(number, command, claim)));
                                }));
    }

    /** Looks at the state after all that was said before; the function must be quick. */
    public <T> CompletableFuture<T> read(Function<View, T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        return ask(
                numbers.incrementAndGet(),
                answer,
                () -> {
                    outside.gate().pass();
                    try {
                        answer.complete(query.apply(core.view()));
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                });
    }

    private <T> CompletableFuture<T> ask(long number, CompletableFuture<T> answer, Runnable query) {
        open.put(number, answer);
        var _ = answer.whenComplete((_, _) -> open.remove(number));
        queue.add(new Item.Asked(query));
        Throwable known = end;
        if (known != null) {
            answer.completeExceptionally(known);
        }
        return answer;
    }

    private void run() {
        try {
            while (!stopped) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Deposed e) {
            LOG.warn("the core stops; nothing unstored was acknowledged: {}", e.getMessage());
            fail(e);
        } catch (RuntimeException | Error e) {
            LOG.error("the core has failed and stops; nothing unstored was acknowledged", e);
            fail(e);
        }
    }

    private void fail(Throwable e) {
        leaveUnanswered(e);
        outside.fatal().accept(e);
    }

    private void leaveUnanswered(Throwable reason) {
        end = reason;
        open.values().forEach(f -> f.completeExceptionally(reason));
    }

    private void turn() throws InterruptedException {
        Item first = queue.poll(patience(), TimeUnit.MILLISECONDS);
        List<Item> items = new ArrayList<>();
        if (first != null) {
            items.add(first);
        }
        queue.drainTo(items, BATCH);
        List<Input> batch = new ArrayList<>();
        for (Item item : items) {
            switch (item) {
                case Item.Happened happened -> batch.add(happened.input());
                case Item.Asked asked -> {
                    flush(batch);
                    asked.query().run();
                }
                case Item.Stop _ -> stopped = true;
            }
        }
        flush(batch);
        if (wakeUp != null && !clock.instant().isBefore(wakeUp)) {
            step(List.of(new Input.Tick()));
        }
    }

    private long patience() {
        if (wakeUp == null) {
            return LONGEST_WAIT.toMillis();
        }
        long millis = Duration.between(clock.instant(), wakeUp).toMillis() + 1;
        return Math.clamp(millis, 0, LONGEST_WAIT.toMillis());
    }

    private void flush(List<Input> batch) {
        if (!batch.isEmpty()) {
            step(List.copyOf(batch));
            batch.clear();
        }
    }

    private void step(List<Input> batch) {
        Instant now = clock.instant();
        Step step = core.step(batch, now);
        wakeUp = step.wakeUp();
        if (!step.writes().isEmpty()) {
            outside.journal().write(step.writes());
        }
        for (Effect effect : step.effects()) {
            outside.gate().pass();
            perform(effect, now);
        }
    }

    private void perform(Effect effect, Instant now) {
        switch (effect) {
            case Effect.Reply reply -> {
                CompletableFuture<Outcome> answer = waiting.remove(reply.number());
                if (answer != null) {
                    open.remove(reply.number());
                    answer.completeAsync(reply::outcome);
                }
            }
            case Effect.Publish publish -> outside.events().accept(publish.event(), now);
            case Effect.Probe probe -> outside.prober().probe(probe, this::happened);
            case Effect.ProbeReadiness probe -> outside.prober().probe(probe, this::happened);
            case Effect.ToMesos call -> outside.driver().perform(call);
        }
    }

    /** Ends after what is queued; unanswered requests fail. */
    @Override
    public void close() {
        queue.add(new Item.Stop());
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leaveUnanswered(new Deposed("This Marathon is stopping"));
    }
}
