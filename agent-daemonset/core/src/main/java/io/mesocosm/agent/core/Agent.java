package io.mesocosm.agent.core;

import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorKind;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.framework.FrameworkSpec;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.TaskKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent's state machine: what happens goes in, what is to be done comes out. Deterministic, and
 * owned by one thread: nothing here may be called by another.
 */
public final class Agent {
    private final Turn turn;
    private final Updates updates;
    private final Kills kills;
    private final Checks checks;
    private final Executors executors;
    private final Launches launches;
    private final Ends ends;
    private final Recovery recovery;
    private final Collector collector;

    private boolean recovered;
    private boolean linkOpen;
    private boolean stopped;
    private String stopMessage = "";

    public Agent(Settings settings) {
        turn = new Turn(settings);
        updates = new Updates(turn);
        kills = new Kills(turn, updates);
        checks = new Checks(turn, updates, kills);
        executors = new Executors(turn, updates, kills);
        launches = new Launches(turn, updates, checks, executors);
        ends = new Ends(turn, updates, kills, executors);
        recovery = new Recovery(turn, launches, executors, checks, ends);
        collector = new Collector(turn);
    }

    /** Takes in a batch, fires what is due and says what is to be done, in this order. */
    public List<Effect> step(List<Input> batch, Instant now, Seed seed) {
        turn.begin(now, seed);
        for (Input input : batch) {
            take(input);
        }
        Alarms.Target due = turn.alarms.due(now);
        while (due != null) {
            fire(due);
            due = turn.alarms.due(now);
        }
        updates.flush();
        stopIfIdle();
        return turn.end();
    }

    /** When the agent wants to be stepped again even if nothing happens. */
    public @Nullable Instant nextDeadline() {
        return turn.alarms.next();
    }

    /** Entries that say in short what all entries so far have said: the log may begin with them. */
    public List<Entry> checkpoint() {
        return Checkpoint.of(turn.ledger);
    }

    /** What readers see: a copy that never changes. */
    public AgentView view() {
        return Views.of(turn, recovered, collector.maxAge());
    }

    public boolean isRecovered() {
        return recovered;
    }

    public boolean knows(String frameworkId) {
        return turn.ledger.framework(frameworkId) != null;
    }

    public @Nullable ExecutorStanding executor(ExecutorKey key) {
        Executor executor = turn.ledger.executor(key);
        if (executor == null
                || !executor.isAlive()
                || executor.spec.kind() != ExecutorKind.CUSTOM) {
            return null;
        }
        return new ExecutorStanding(
                executor.phase, executor.connection != Executor.NO_CONNECTION, executor.container);
    }

    private void take(Input input) {
        if (!recovered
                && !(input instanceof Input.Recover)
                && !(input instanceof Input.LinkOpened)) {
            throw new IllegalStateException("before recovery: " + input);
        }
        switch (input) {
            case Input.Recover found -> recover(found);
            case Input.LinkOpened _ -> linkOpened();
            case Input.LinkClosed _ -> linkClosed();
            case Input.Registered registered -> registered(registered.agentId());
            case Input.RunTask run -> launches.runTask(run);
            case Input.RunTaskGroup run -> launches.runGroup(run);
            case Input.KillTask kill -> kills.kill(kill.task(), kill.grace());
            case Input.AcknowledgeUpdate ack -> updates.acknowledged(ack.task(), ack.uuid());
            case Input.FrameworkMessage message ->
                    executors.message(message.executor(), message.data());
            case Input.ShutdownExecutor shutdown -> shutdown(shutdown.executor());
            case Input.ShutdownFramework shutdown ->
                    kills.shutdownFramework(shutdown.frameworkId());
            case Input.UpdateFramework update -> update(update.framework());
            case Input.ShutdownAgent shutdown -> shutdownAgent(shutdown.message());
            case Input.ReconcileTasks reconcile -> reconcile(reconcile);
            case Input.ExecutorSubscribed subscribed -> executors.subscribed(subscribed);
            case Input.ExecutorDisconnected gone ->
                    executors.disconnected(gone.executor(), gone.connection());
            case Input.ExecutorUpdate update ->
                    executors.updated(update.executor(), update.task(), update.status());
            case Input.ExecutorSentMessage message ->
                    executors.sentMessage(message.executor(), message.data());
            case Input.ContainerStarting starting -> launches.starting(starting.facts());
            case Input.ContainerLaunched launched -> launches.launched(launched.facts());
            case Input.ContainerLaunchFailed failed ->
                    ends.launchFailed(failed.container(), failed.failure(), failed.message());
            case Input.ContainerExited exited ->
                    ends.exited(exited.container(), exited.termination());
            case Input.CheckFinished finished -> checkFinished(finished);
            case Input.DiskUsage usage -> collector.diskUsage(usage.fraction());
            case Input.SandboxRemoved removed -> collector.removed(removed.container());
        }
    }

    private void fire(Alarms.Target target) {
        switch (target) {
            case Alarms.Target.Retry retry -> updates.retry(retry.task());
            case Alarms.Target.Escalation escalation -> kills.escalate(escalation.task());
            case Alarms.Target.Checks due -> {
                Task task = turn.ledger.task(due.task());
                if (task != null) {
                    checks.due(task);
                }
            }
            case Alarms.Target.CompletionTime due -> kills.completionTime(due.task());
            case Alarms.Target.Registration due ->
                    executors.registrationOverdue(new Kills.Run(due.executor(), due.container()));
            case Alarms.Target.ShutdownGrace due ->
                    kills.shutdownOverdue(new Kills.Run(due.executor(), due.container()));
        }
    }

    private void recover(Input.Recover found) {
        recovered = true;
        recovery.recover(found);
        if (linkOpen) {
            linkOpened();
        }
    }

    private void linkOpened() {
        linkOpen = true;
        turn.connected = false;
        if (!recovered || turn.stopping) {
            return;
        }
        String agentId = turn.ledger.agentId;
        turn.emit(
                agentId == null
                        ? new Effect.Register()
                        : new Effect.Reregister(agentId, holdings()));
    }

    private void linkClosed() {
        linkOpen = false;
        turn.connected = false;
    }

    private void registered(String agentId) {
        if (!linkOpen) {
            return;
        }
        if (!agentId.equals(turn.ledger.agentId)) {
            turn.record(new Entry.AgentNamed(agentId));
        }
        turn.connected = true;
        updates.resend();
    }

    private Effect.Holdings holdings() {
        List<FrameworkSpec> frameworks = new ArrayList<>();
        List<ExecutorSpec> held = new ArrayList<>();
        List<Effect.HeldTask> tasks = new ArrayList<>();
        for (Framework framework : turn.ledger.frameworks.values()) {
            if (framework.terminating) {
                continue;
            }
            frameworks.add(framework.spec);
            for (Executor executor : framework.executors.values()) {
                if (executor.isAlive() && executor.spec.kind() != ExecutorKind.COMMAND) {
                    held.add(executor.spec);
                }
                executor.tasks.values().forEach(task -> tasks.add(held(executor, task)));
            }
        }
        return new Effect.Holdings(frameworks, held, tasks);
    }

    private Effect.HeldTask held(Executor executor, Task task) {
        StatusStream stream = turn.ledger.streams.get(task.spec.key());
        return stream == null
                ? new Effect.HeldTask(task.spec, executor.spec, List.of(), 0)
                : new Effect.HeldTask(
                        task.spec,
                        executor.spec,
                        stream.held(),
                        stream.acknowledged() == null ? 0 : 1);
    }

    private void shutdown(ExecutorKey key) {
        Executor executor = turn.ledger.executor(key);
        if (executor != null) {
            kills.shutdownExecutor(executor);
        }
    }

    /** The master sends this when a framework changes and when it has subscribed again. */
    private void update(FrameworkSpec framework) {
        Framework known = turn.ledger.framework(framework.id());
        if (known == null) {
            return;
        }
        if (!known.spec.equals(framework)) {
            turn.record(new Entry.FrameworkKnown(framework));
        }
        updates.resend(framework.id());
    }

    private void reconcile(Input.ReconcileTasks reconcile) {
        Framework framework = turn.ledger.framework(reconcile.frameworkId());
        for (String taskId : reconcile.taskIds()) {
            TaskKey key = new TaskKey(reconcile.frameworkId(), taskId);
            if (turn.ledger.task(key) == null && !turn.ledger.streams.containsKey(key)) {
                updates.drop(
                        framework == null ? null : framework.spec,
                        key,
                        "",
                        Updates.Why.agent(
                                Reason.RECONCILIATION,
                                "Reconciliation: task unknown to the agent"));
            }
        }
    }

    private void checkFinished(Input.CheckFinished finished) {
        Task task = turn.ledger.task(finished.task());
        if (task != null) {
            checks.finished(task, finished.kind(), finished.outcome(), finished.message());
        }
    }

    private void shutdownAgent(String message) {
        if (turn.stopping) {
            return;
        }
        turn.stopping = true;
        stopMessage = message;
        for (Framework framework : List.copyOf(turn.ledger.frameworks.values())) {
            kills.shutdownAll(framework);
        }
    }

    private void stopIfIdle() {
        if (!turn.stopping || stopped || !turn.ledger.liveExecutors().isEmpty()) {
            return;
        }
        stopped = true;
        if (linkOpen) {
            turn.emit(new Effect.Unregister());
        }
        turn.record(new Entry.AgentForgotten());
        turn.emit(new Effect.Stop(stopMessage));
    }
}
