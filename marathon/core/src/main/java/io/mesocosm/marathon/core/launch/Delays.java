package io.mesocosm.marathon.core.launch;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The launch back-off of each app's present configuration (spec §4.3); owned by the core. */
public final class Delays {

    private record Delay(Instant configVersion, Duration step, Instant until) {}

    private final Map<PathId, Delay> delays = new HashMap<>();

    /** No delays. */
    public Delays() {}

    /** Until when this app may not be launched, or null when it may be at once. */
    public @Nullable Instant until(App app, Instant now) {
        Delay delay = current(app);
        return delay == null || !delay.until.isAfter(now) ? null : delay.until;
    }

    /** Notes a failure: the first waits the base, each next one the factor more, up to the cap. */
    public void grow(App app, Instant now) {
        Delay delay = current(app);
        Duration cap = seconds(app.backOff().maxLaunchDelaySeconds());
        Duration step =
                delay == null
                        ? seconds(app.backOff().backoffSeconds())
                        : times(delay.step, app.backOff().backoffFactor());
        if (step.compareTo(cap) > 0) {
            step = cap;
        }
        delays.put(app.id(), new Delay(app.configVersion(), step, now.plus(step)));
    }

    /** Starts the present delay anew without growing it: the app has shown a sign of life. */
    public void rebase(App app, Instant now) {
        Delay delay = current(app);
        if (delay != null) {
            delays.put(app.id(), new Delay(delay.configVersion, delay.step, now.plus(delay.step)));
        }
    }

    public void reset(PathId app) {
        delays.remove(app);
    }

    /** Forgets delays that ended longer ago than the app's longest delay. */
    public void sweep(Function<PathId, @Nullable App> apps, Instant now) {
        delays.entrySet()
                .removeIf(
                        entry -> {
                            App app = apps.apply(entry.getKey());
                            return app == null
                                    || entry.getValue()
                                            .until
                                            .plus(seconds(app.backOff().maxLaunchDelaySeconds()))
                                            .isBefore(now);
                        });
    }

    private @Nullable Delay current(App app) {
        Delay delay = delays.get(app.id());
        return delay != null && delay.configVersion.equals(app.configVersion()) ? delay : null;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
