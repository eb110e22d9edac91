package io.mesocosm.marathon.server.loop;

import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way to Mesos: events come in as inputs, calls go out as effects. */
public interface Driver extends AutoCloseable {

    /**
     * Begins to subscribe; inputs may come from any thread, in the order of Mesos's events.
     *
     * @param permit asked before anything is sent: what it forbids waits until it allows it again
     */
    void start(@Nullable String frameworkId, Consumer<Input> inputs, BooleanSupplier permit);

    /** Makes a call; never blocks for its answer. */
    void perform(Effect.ToMesos call);

    @Override
    void close();
}
