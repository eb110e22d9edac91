package io.mesocosm.operator.condition;

import io.mesocosm.crds.condition.Condition;
import io.mesocosm.crds.condition.Condition.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The conditions of a resource in the making; a time changes only when a status does. */
public final class Conditions {
    /** As a resource's schema limits it. */
    private static final int LONGEST_MESSAGE = 4096;

    private final Map<String, Condition> previous = new TreeMap<>();
    private final Map<String, Condition> now = new TreeMap<>();
    private final @Nullable Long generation;
    private final Instant time;

    public Conditions(@Nullable List<Condition> previous, @Nullable Long generation, Instant time) {
        if (previous != null) {
            previous.forEach(condition -> this.previous.put(condition.type(), condition));
        }
        this.generation = generation;
        this.time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    public Conditions set(String type, boolean holds, String reason, String message) {
        return set(type, holds ? Status.True : Status.False, reason, message);
    }

    public Conditions set(String type, Status status, String reason, String message) {
        Condition before = previous.get(type);
        String since =
                before != null && before.status() == status
                        ? before.lastTransitionTime()
                        : time.toString();
        String text =
                message.length() <= LONGEST_MESSAGE
                        ? message
                        : message.substring(0, LONGEST_MESSAGE - 1) + "…";
        now.put(type, new Condition(type, status, generation, since, reason, text));
        return this;
    }

    /** Leaves a condition as it was. */
    public Conditions keep(String type) {
        Condition before = previous.get(type);
        if (before != null) {
            now.put(type, before);
        }
        return this;
    }

    public boolean holds(String type) {
        Condition condition = now.get(type);
        return condition != null && condition.status() == Status.True;
    }

    /** Whether the condition held before. */
    public boolean held(String type) {
        Condition condition = previous.get(type);
        return condition != null && condition.status() == Status.True;
    }

    /** Whether there was such a condition before. */
    public boolean had(String type) {
        return previous.containsKey(type);
    }

    public Optional<Condition> get(String type) {
        return Optional.ofNullable(now.get(type));
    }

    /** Whether the condition says something else than before. */
    public boolean changed(String type) {
        Condition before = previous.get(type);
        Condition after = now.get(type);
        return after != null && (before == null || !after.says(before));
    }

    public List<Condition> list() {
        return new ArrayList<>(now.values());
    }
}
