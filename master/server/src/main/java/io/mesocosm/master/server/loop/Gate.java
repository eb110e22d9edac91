package io.mesocosm.master.server.loop;

import static java.util.Objects.requireNonNull;

import io.mesocosm.store.Leadership;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets what a leader does out only while no other can lead (design §3): whoever sends asks before
 * each thing sent, and waits here while it is uncertain. Any thread.
 */
public final class Gate {
    private static final long LOOK_MILLIS = 10;

    private final Leadership leadership;
    private final CountDownLatch shut = new CountDownLatch(1);
    private @Nullable CompletableFuture<Void> change;

    public Gate(Leadership leadership) {
        this.leadership = requireNonNull(leadership, "leadership");
        leadership.lost().thenRun(this::shut);
    }

    /**
     * Whether the next thing may be sent; while that is uncertain it waits. No means never again:
     * the leadership is lost or given up.
     */
    public boolean pass() {
        while (shut.getCount() > 0) {
            if (leadership.isCertain(System.nanoTime())) {
                return true;
            }
            nextChange().join();
        }
        return false;
    }

    /** Lets nothing more out, and nobody wait. */
    public void shut() {
        shut.countDown();
    }

    /** One thread looks, however many wait. */
    private synchronized CompletableFuture<Void> nextChange() {
        CompletableFuture<Void> present = change;
        if (present == null || present.isDone()) {
            CompletableFuture<Void> next = new CompletableFuture<>();
            change = next;
            Thread.ofVirtual().name("gate").start(() -> look(next));
            return next;
        }
        return present;
    }

    private void look(CompletableFuture<Void> changed) {
        try {
            while (!leadership.isCertain(System.nanoTime())
                    && !shut.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                // Nobody tells when the next keep-alive is answered.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            changed.complete(null);
        }
    }
}
