package io.mesocosm.agent.server.loop;

import io.mesocosm.agent.core.Agent;
import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Entry;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.Seed;
import io.mesocosm.agent.core.Settings;
import io.mesocosm.agent.server.checkpoint.CheckpointLog;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the agent's core: drains what has come in, steps, makes the step's entries
 * durable by one write, then hands its effects on in order. Whatever comes in during that write
 * goes into the next step together.
 */
public final class AgentLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLoop.class);
    private static final long IDLE_MILLIS = 60_000;
    private static final int BATCH_MAX = 4096;

    private sealed interface Work {
        record Happened(Input input) implements Work {}

        record Asked(Consumer<Agent> question) implements Work {}

        record Ended() implements Work {}
    }

    private final Agent agent;
    private final CheckpointLog log;
    private final Consumer<Effect> effects;
    private final Consumer<Throwable> fatal;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final SecureRandom random = new SecureRandom();
    private final Instant startedAt = Instant.now();
    private final long startedNanos = System.nanoTime();
    private final Thread thread;

    /**
     * {@code effects} is called on the loop's thread and must not block; {@code fatal} when the
     * loop cannot go on.
     */
    public AgentLoop(
            Settings settings,
            CheckpointLog log,
            Consumer<Effect> effects,
            Consumer<Throwable> fatal) {
        this.agent = new Agent(settings);
        this.log = log;
        this.effects = effects;
        this.fatal = fatal;
        this.thread = Thread.ofPlatform().name("agent-loop").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /**
     * The loop's time: wall clock at its start, moved on by the monotonic clock, so that it never
     * jumps.
     */
    public Instant now() {
        return startedAt.plusNanos(System.nanoTime() - startedNanos);
    }

    public void post(Input input) {
        queue.add(new Work.Happened(input));
    }

    /** Asks the core on its own thread; the answer must hold no part of the core. */
    public <T extends @Nullable Object> CompletableFuture<T> ask(Function<Agent, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        queue.add(
                new Work.Asked(
                        core -> {
                            try {
                                answer.complete(question.apply(core));
                            } catch (RuntimeException e) {
                                answer.completeExceptionally(e);
                            }
                        }));
        return answer;
    }

    private void run() {
        try {
            boolean open = true;
            while (open) {
                open = turn(await());
            }
        } catch (InterruptedException e) {
            LOG.debug("the agent's thread is told to end");
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("the agent cannot go on: {}", e.getMessage(), e);
            fatal.accept(e);
        }
    }

    private List<Work> await() throws InterruptedException {
        Instant deadline = agent.nextDeadline();
        long millis =
                deadline == null
                        ? IDLE_MILLIS
                        : Math.clamp(
                                Duration.between(now(), deadline).toMillis() + 1, 0, IDLE_MILLIS);
        List<Work> batch = new ArrayList<>();
        Work first = queue.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch, BATCH_MAX);
        }
        return batch;
    }

    private boolean turn(List<Work> batch) throws IOException {
        List<Input> inputs = new ArrayList<>();
        for (Work work : batch) {
            if (work instanceof Work.Happened(Input input)) {
                inputs.add(input);
            }
        }
        List<Effect> wanted =
                agent.step(inputs, now(), new Seed(random.nextLong(), random.nextLong()));
        persist(wanted);
        for (Effect effect : wanted) {
            if (!(effect instanceof Effect.Persist)) {
                effects.accept(effect);
            }
        }
        for (Work work : batch) {
            if (work instanceof Work.Asked(Consumer<Agent> question)) {
                question.accept(agent);
            } else if (work instanceof Work.Ended) {
                return false;
            }
        }
        return true;
    }

    private void persist(List<Effect> wanted) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Effect effect : wanted) {
            if (effect instanceof Effect.Persist(Entry entry)) {
                entries.add(entry);
                // The sandbox paths need the agent's id as soon as it is known.
                effects.accept(effect);
            }
        }
        log.append(entries);
        if (log.wantsCompaction()) {
            log.compact(agent.checkpoint());
        }
    }

    /** Ends the loop after what is in its queue; nothing that runs is touched. */
    @Override
    public void close() {
        queue.add(new Work.Ended());
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
