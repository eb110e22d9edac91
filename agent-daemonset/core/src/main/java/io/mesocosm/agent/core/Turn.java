package io.mesocosm.agent.core;

import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.task.TaskKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of the agent share: its ledger, its alarms, and the step that is being taken.
 * Owned by its thread.
 */
final class Turn {
    final Settings settings;
    final Ledger ledger;
    final Alarms alarms = new Alarms();

    /** The master has answered to the registration on the present stream. */
    boolean connected;

    /** The agent has been told to end. */
    boolean stopping;

    private final Map<String, Long> counts = new HashMap<>();
    private Instant now = Instant.EPOCH;
    private Seed seed = new Seed(0, 0);
    private List<Effect> effects = new ArrayList<>();

    Turn(Settings settings) {
        this.settings = settings;
        this.ledger = new Ledger(settings);
    }

    void begin(Instant at, Seed ids) {
        now = at;
        seed = ids;
        effects = new ArrayList<>();
    }

    List<Effect> end() {
        return effects;
    }

    Instant now() {
        return now;
    }

    UUID uuid() {
        return seed.next();
    }

    void emit(Effect effect) {
        effects.add(effect);
    }

    /** Counts under the name of a metric (spec section 11). */
    void count(String metric) {
        counts.merge(metric, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return Map.copyOf(counts);
    }

    /**
     * Changes the ledger, durably unless the entry is about a framework that does not checkpoint.
     */
    void record(Entry entry) {
        boolean durable = isDurable(entry);
        ledger.apply(entry);
        if (durable) {
            effects.add(new Effect.Persist(entry));
        }
    }

    private boolean isDurable(Entry entry) {
        return switch (entry) {
            case Entry.AgentNamed _,
                    Entry.AgentForgotten _,
                    Entry.ExecutorCompleted _,
                    Entry.SandboxDropped _ ->
                    true;
            case Entry.FrameworkKnown known -> known.framework().checkpoint();
            case Entry.FrameworkShutdown shutdown -> checkpoints(shutdown.frameworkId());
            case Entry.ExecutorStarted started -> checkpoints(started.executor().key());
            case Entry.TaskAdded added -> checkpoints(added.task().key());
            case Entry.ExecutorConnected connected -> checkpoints(connected.executor());
            case Entry.TasksDelivered delivered -> checkpoints(delivered.executor());
            case Entry.UpdateRecorded update -> checkpoints(update.task());
            case Entry.UpdateAcknowledged acknowledged -> checkpoints(acknowledged.task());
            case Entry.KillBegan kill -> checkpoints(kill.task());
            case Entry.ExecutorShutdownBegan began -> checkpoints(began.executor());
            case Entry.ExecutorEnded ended -> checkpoints(ended.executor());
        };
    }

    private boolean checkpoints(TaskKey task) {
        return checkpoints(task.frameworkId());
    }

    private boolean checkpoints(ExecutorKey executor) {
        return checkpoints(executor.frameworkId());
    }

    private boolean checkpoints(String frameworkId) {
        @Nullable Framework framework = ledger.framework(frameworkId);
        return framework == null || framework.spec.checkpoint();
    }
}
