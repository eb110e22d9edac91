package io.mesocosm.marathon.server.leadership;

import static java.util.Objects.requireNonNull;

import io.mesocosm.store.Guard;
import io.mesocosm.store.Leadership;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The time in which this Marathon leads, from the election to its end; safe for any thread. */
public final class Tenure {

    private static final Duration GLANCE = Duration.ofMillis(5);

    private final Leadership leadership;
    private final CompletableFuture<String> over = new CompletableFuture<>();

    public Tenure(Leadership leadership) {
        this.leadership = requireNonNull(leadership, "leadership");
        var _ = leadership.lost().thenRun(() -> over.complete("its term " + term() + " is over"));
    }

    public long term() {
        return leadership.term();
    }

    /** What every write must carry. */
    public Guard fence() {
        return leadership.fence();
    }

    /** Whether no other Marathon can lead at this moment. */
    public boolean isCertain() {
        return !over.isDone() && leadership.isCertain(System.nanoTime());
    }

    /** Completes when this Marathon leads no more, and not by its own will. */
    public CompletionStage<Void> lost() {
        return leadership.lost();
    }

    /**
     * Returns when no other Marathon can lead: at once, but when keep-alives are late.
     *
     * @throws Deposed when this one leads no more
     */
    public void awaitCertainty() {
        while (!isCertain()) {
            pause(GLANCE);
        }
    }

    /**
     * Waits before something is tried again.
     *
     * @throws Deposed when this Marathon leads no more
     */
    public void pause(Duration time) {
        try {
            throw new Deposed(
                    "This Marathon leads no more: "
                            + over.get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            // Still in office.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Deposed("This Marathon is stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives the leadership up; nothing is certain from now on. */
    public CompletionStage<Void> resign() {
        over.complete("it has resigned");
        return leadership.resign();
    }
}
