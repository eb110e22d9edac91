package io.mesocosm.agent.core;

import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One task's statuses on their way to the framework: in order, one in flight until its
 * acknowledgement comes, sent again with the same uuid after 10 s, doubling to 10 min (spec section
 * 0.5, 7). Owned by the agent's thread.
 */
final class StatusStream {
    final TaskKey task;
    final String executorId;

    private final Deque<Status> pending = new ArrayDeque<>();
    private final Set<UUID> seen = new HashSet<>();
    private @Nullable Status acknowledged;
    private @Nullable Status latest;
    private Duration backoff = Duration.ZERO;
    private @Nullable Instant retryAt;

    StatusStream(TaskKey task, String executorId) {
        this.task = task;
        this.executorId = executorId;
    }

    boolean hasSeen(UUID uuid) {
        return seen.contains(uuid);
    }

    void add(Status status) {
        seen.add(status.uuid());
        pending.addLast(status);
        latest = status;
    }

    boolean isAtHead(UUID uuid) {
        Status head = pending.peekFirst();
        return head != null && head.uuid().equals(uuid);
    }

    Status acknowledge() {
        Status head = pending.removeFirst();
        acknowledged = head;
        backoff = Duration.ZERO;
        retryAt = null;
        return head;
    }

    /** The head goes out now: the next time it does so is decided here. */
    Instant sent(Instant now, Settings settings) {
        backoff = backoff.isZero() ? settings.updateRetryMin() : backoff.multipliedBy(2);
        if (backoff.compareTo(settings.updateRetryMax()) > 0) {
            backoff = settings.updateRetryMax();
        }
        Instant at = now.plus(backoff);
        retryAt = at;
        return at;
    }

    void forgetSending() {
        backoff = Duration.ZERO;
        retryAt = null;
    }

    boolean isDue(Instant now) {
        return retryAt != null && !retryAt.isAfter(now) && !pending.isEmpty();
    }

    boolean isInFlight() {
        return retryAt != null;
    }

    @Nullable Status head() {
        return pending.peekFirst();
    }

    @Nullable Status latest() {
        return latest;
    }

    @Nullable Status acknowledged() {
        return acknowledged;
    }

    /** Its end is recorded, acknowledged or not: nothing may follow. */
    boolean hasTerminal() {
        return latest != null && latest.state().isTerminal();
    }

    boolean isDone() {
        return pending.isEmpty() && acknowledged != null && acknowledged.state().isTerminal();
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** The last acknowledged status, where there is one, and all after it. */
    List<Status> held() {
        List<Status> held = new ArrayList<>();
        if (acknowledged != null) {
            held.add(acknowledged);
        }
        held.addAll(pending);
        return held;
    }
}
