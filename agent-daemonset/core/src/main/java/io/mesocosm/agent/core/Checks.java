package io.mesocosm.agent.core;

import io.mesocosm.agent.core.check.CheckKind;
import io.mesocosm.agent.core.check.CheckOutcome;
import io.mesocosm.agent.core.check.CheckSpec;
import io.mesocosm.agent.core.check.HealthSpec;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.task.Reason;
import io.mesocosm.agent.core.task.TaskState;
import org.jspecify.annotations.Nullable;

/** Runs the checks of built-in executors' tasks and acts on what they find (spec section 7.5). */
final class Checks {
    private final Turn turn;
    private final Updates updates;
    private final Kills kills;

    Checks(Turn turn, Updates updates, Kills kills) {
        this.turn = turn;
        this.updates = updates;
        this.kills = kills;
    }

    void start(Task task) {
        HealthSpec health = task.spec.health();
        if (health != null) {
            task.health = Checker.health(health, turn.now());
            arm(task, task.health);
        }
        CheckSpec check = task.spec.check();
        if (check != null) {
            task.check = Checker.check(check, turn.now());
            arm(task, task.check);
        }
    }

    void resume(Task task) {
        start(task);
        if (task.health != null) {
            task.health.resume(task.healthy, turn.now());
            arm(task, task.health);
        }
    }

    private void arm(Task task, Checker checker) {
        turn.alarms.set(checker.nextAt, new Alarms.Target.Checks(task.spec.key()));
    }

    void due(Task task) {
        runIfDue(task, task.health);
        runIfDue(task, task.check);
    }

    private void runIfDue(Task task, @Nullable Checker checker) {
        if (checker == null || !checker.isDue(turn.now()) || !wantsChecks(task)) {
            return;
        }
        Executor executor = turn.ledger.executorOf(task);
        ContainerId container = task.container == null ? executor.container : task.container;
        checker.running = true;
        turn.emit(
                new Effect.RunCheck(
                        turn.ledger.frameworkOf(executor).spec,
                        executor.spec,
                        task.spec,
                        checker.kind,
                        container));
    }

    private static boolean wantsChecks(Task task) {
        return task.state == TaskState.RUNNING && task.kill == null;
    }

    void finished(Task task, CheckKind kind, CheckOutcome outcome, String message) {
        Checker checker =
                switch (kind) {
                    case CHECK -> task.check;
                    case HEALTH -> task.health;
                };
        if (checker == null || !checker.running) {
            return;
        }
        checker.finished(turn.now());
        if (!wantsChecks(task)) {
            return;
        }
        arm(task, checker);
        switch (kind) {
            case CHECK -> report(task, outcome);
            case HEALTH -> act(task, checker.judge(outcome, turn.now()), message);
        }
    }

    private void report(Task task, CheckOutcome outcome) {
        if (outcome.equals(task.checked)) {
            return;
        }
        task.checked = outcome;
        updates.report(
                task,
                TaskState.RUNNING,
                Updates.Why.executor(Reason.TASK_CHECK_STATUS_UPDATED, ""));
    }

    private void act(Task task, Checker.Verdict verdict, String message) {
        switch (verdict) {
            case NOTHING -> {}
            case HEALTHY -> tell(task, true, "");
            case UNHEALTHY -> tell(task, false, message);
            case KILL -> {
                tell(task, false, message);
                kills.begin(task, KillCause.UNHEALTHY, null);
            }
        }
    }

    private void tell(Task task, boolean healthy, String message) {
        task.healthy = healthy;
        updates.report(
                task,
                TaskState.RUNNING,
                Updates.Why.executor(Reason.TASK_HEALTH_CHECK_STATUS_UPDATED, message));
    }
}
