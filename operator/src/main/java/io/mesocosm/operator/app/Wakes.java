package io.mesocosm.operator.app;

import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * When an App is looked at for what its Marathon tells: at once, but for what single tasks tell,
 * which where there are many is a hundred times in a moment. For those it is at once and then, as
 * long as more is told, once in a while. Safe for use by any thread.
 */
final class Wakes {
    private final Consumer<ResourceID> wake;
    private final Consumer<Runnable> afterAWhile;

    /** Apps that were looked at for a task of theirs, and whether another has told since. */
    private final Map<ResourceID, Boolean> resting = new ConcurrentHashMap<>();

    /**
     * @param afterAWhile runs what it is given later, on a thread of its own
     */
    Wakes(Consumer<ResourceID> wake, Consumer<Runnable> afterAWhile) {
        this.wake = wake;
        this.afterAWhile = afterAWhile;
    }

    /** Something was told of the whole App. */
    void app(ResourceID app) {
        wake.accept(app);
    }

    /** Something was told of one of its tasks. */
    void task(ResourceID app) {
        while (resting.computeIfPresent(app, (_, _) -> true) == null) {
            if (resting.putIfAbsent(app, false) == null) {
                wake.accept(app);
                afterAWhile.accept(() -> rested(app));
                return;
            }
        }
    }

    private void rested(ResourceID app) {
        if (Boolean.TRUE.equals(resting.remove(app))) {
            task(app);
        }
    }
}
