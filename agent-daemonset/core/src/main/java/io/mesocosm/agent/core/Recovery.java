package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerFacts;
import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.container.RecoveredContainer;
import io.mesocosm.agent.core.container.Termination;
import io.mesocosm.agent.core.executor.ExecutorPhase;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the log says and what the containerizer found into one (design section 4, spec
 * section 7.5).
 */
final class Recovery {
    private final Turn turn;
    private final Launches launches;
    private final Executors executors;
    private final Kills kills;
    private final Checks checks;
    private final Ends ends;

    Recovery(Turn turn, Launches launches, Executors executors, Checks checks, Ends ends) {
        this.turn = turn;
        this.launches = launches;
        this.executors = executors;
        this.kills = executors.kills();
        this.checks = checks;
        this.ends = ends;
    }

    void recover(Input.Recover found) {
        found.entries().forEach(turn.ledger::apply);
        Map<ContainerId, RecoveredContainer> containers = new LinkedHashMap<>(found.containers());
        for (Executor executor : turn.ledger.liveExecutors()) {
            if (found.rebooted()) {
                ends.rebooted(executor);
            } else {
                recover(executor, containers);
            }
        }
        containers.forEach(this::removeStranger);
        for (Framework framework : List.copyOf(turn.ledger.frameworks.values())) {
            for (Executor executor : List.copyOf(framework.executors.values())) {
                executors.completeIfDone(executor);
            }
            if (framework.terminating) {
                kills.shutdownAll(framework);
            }
        }
    }

    /** Not in the log: of a framework that does not checkpoint, or of another agent's time. */
    private void removeStranger(ContainerId container, RecoveredContainer state) {
        switch (state) {
            case RecoveredContainer.Running _ -> turn.emit(new Effect.DestroyContainer(container));
            case RecoveredContainer.Exited _, RecoveredContainer.Lost _ ->
                    turn.emit(new Effect.ReleaseContainer(container));
        }
    }

    private void recover(Executor executor, Map<ContainerId, RecoveredContainer> containers) {
        RecoveredContainer state = containers.remove(executor.container);
        for (Task task : executor.liveTasks()) {
            rememberContainer(task);
        }
        switch (state) {
            case RecoveredContainer.Running running -> goOn(executor, running.facts(), containers);
            case RecoveredContainer.Exited exited ->
                    over(executor, exited.termination(), containers);
            case RecoveredContainer.Lost lost ->
                    over(executor, new Termination(null, null, lost.message()), containers);
            case null -> {
                if (executor.liveTasks().isEmpty() || hasBegun(executor)) {
                    over(executor, new Termination(null, null, ""), containers);
                } else {
                    executor.liveTasks().forEach(task -> task.facts = null);
                    launches.launch(turn.ledger.frameworkOf(executor).spec, executor);
                }
            }
        }
    }

    private void over(
            Executor executor,
            Termination termination,
            Map<ContainerId, RecoveredContainer> containers) {
        for (Task task : executor.liveTasks()) {
            ContainerId nested = task.container;
            if (nested != null
                    && containers.remove(nested)
                            instanceof RecoveredContainer.Exited(Termination own)) {
                ends.exited(nested, own);
            }
        }
        ends.exited(executor.container, termination);
    }

    private static boolean hasBegun(Executor executor) {
        return executor.everConnected
                || executor.tasks.values().stream().anyMatch(Recovery::hasRun);
    }

    /** STARTING is said before there is a container. */
    private static boolean hasRun(Task task) {
        return task.statuses.stream().anyMatch(status -> status.state() != TaskState.STARTING);
    }

    /** Until better is known, a status names the container that the last one named. */
    private static void rememberContainer(Task task) {
        if (!task.statuses.isEmpty()) {
            Status last = task.statuses.getLast();
            task.facts = last.container();
        }
    }

    private void goOn(
            Executor executor,
            ContainerFacts facts,
            Map<ContainerId, RecoveredContainer> containers) {
        executor.facts = facts;
        boolean ending = executor.phase == ExecutorPhase.TERMINATING;
        if (!ending) {
            executor.phase = ExecutorPhase.RUNNING;
        } else if (executor.shutdownDeadline != null) {
            turn.alarms.set(
                    executor.shutdownDeadline,
                    new Alarms.Target.ShutdownGrace(executor.spec.key(), executor.container));
        }
        switch (executor.spec.kind()) {
            case COMMAND -> goOnWithCommand(executor, facts);
            case DEFAULT -> goOnWithGroup(executor, containers);
            case CUSTOM -> {
                if (!ending && executor.everConnected) {
                    executors.awaitReregistration(executor);
                } else if (!ending) {
                    executors.awaitRegistration(executor);
                }
            }
        }
        executors.adjust(executor);
    }

    private void goOnWithCommand(Executor executor, ContainerFacts facts) {
        if (executor.liveTasks().isEmpty()) {
            kills.destroy(executor);
        }
        for (Task task : executor.liveTasks()) {
            goOn(task, facts);
        }
    }

    private void goOn(Task task, ContainerFacts facts) {
        task.facts = facts;
        if (task.state == TaskState.STAGING || task.state == TaskState.STARTING) {
            launches.started(task);
        } else {
            launches.armCompletionTime(task);
            checks.resume(task);
        }
        kills.resume(task);
    }

    private void goOnWithGroup(Executor executor, Map<ContainerId, RecoveredContainer> containers) {
        for (Task task : executor.liveTasks()) {
            ContainerId nested = task.container;
            @Nullable RecoveredContainer state = nested == null ? null : containers.get(nested);
            if (nested != null
                    && state instanceof RecoveredContainer.Running(ContainerFacts facts)) {
                containers.remove(nested);
                task.delivered = true;
                goOn(task, facts);
            }
        }
        for (Task task : executor.liveTasks()) {
            ContainerId nested = task.container;
            if (nested == null || task.delivered || !task.isLive()) {
                continue;
            }
            switch (containers.remove(nested)) {
                case RecoveredContainer.Exited exited -> ends.exited(nested, exited.termination());
                case RecoveredContainer.Lost lost ->
                        ends.exited(nested, new Termination(null, null, lost.message()));
                case RecoveredContainer.Running _ -> {}
                case null -> {
                    if (hasRun(task)) {
                        ends.exited(nested, new Termination(null, null, ""));
                    } else {
                        task.facts = null;
                    }
                }
            }
        }
        launches.launchNested(executor);
        kills.endIfIdle(executor);
    }
}
