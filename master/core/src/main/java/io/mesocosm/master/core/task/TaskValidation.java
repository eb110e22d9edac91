package io.mesocosm.master.core.task;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.resources.Ids;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.UseRules;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules for one task of LAUNCH, and those it shares with LAUNCH_GROUP (spec §1.4). */
public final class TaskValidation {
    private final MasterState state;
    private final ExecutorValidation executors;

    public TaskValidation(MasterState state) {
        this.state = state;
        this.executors = new ExecutorValidation(state);
    }

    ExecutorValidation executors() {
        return executors;
    }

    /** Why the task cannot be launched from {@code available}, which is allocated to the role. */
    public Optional<String> validate(TaskSpec task, Target target) {
        return common(task, target).or(() -> executor(task, target)).or(() -> shareCgroups(task));
    }

    /** What is asked of every task; the order of the questions decides which answer comes. */
    Optional<String> common(TaskSpec task, Target target) {
        return Ids.validate(task.id())
                .or(() -> unique(task, target.framework()))
                .or(() -> agent(task, target.agent()))
                .or(() -> durations(task))
                .or(() -> checks(task))
                .or(() -> resources(task))
                .or(
                        () ->
                                CheckValidation.environment(task.environment())
                                        .map(e -> "Task's `CommandInfo` is invalid: " + e))
                .or(
                        () ->
                                Optional.ofNullable(task.container())
                                        .flatMap(CheckValidation::container)
                                        .map(e -> "Task's `ContainerInfo` is invalid: " + e))
                .or(() -> limits(task, target.agent()));
    }

    private Optional<String> unique(TaskSpec task, Framework framework) {
        TaskKey key = new TaskKey(framework.id(), task.id());
        if (state.task(key) != null) {
            return Optional.of("Task has duplicate ID: " + task.id());
        }
        return state.archive().unreachable(key) != null
                ? Optional.of("Task reuses the ID of an unreachable task: " + task.id())
                : Optional.empty();
    }

    private static Optional<String> agent(TaskSpec task, Agent agent) {
        return task.agentId().equals(agent.id())
                ? Optional.empty()
                : Optional.of(
                        "Task uses invalid agent "
                                + task.agentId()
                                + " while agent "
                                + agent.id()
                                + " is expected");
    }

    private static Optional<String> durations(TaskSpec task) {
        if (task.killGracePeriod() != null && task.killGracePeriod().isNegative()) {
            return Optional.of("Task's 'kill_policy.grace_period' must be non-negative");
        }
        return task.maxCompletionTime() != null && task.maxCompletionTime().isNegative()
                ? Optional.of("Task's `max_completion_time` must be non-negative")
                : Optional.empty();
    }

    private static Optional<String> checks(TaskSpec task) {
        return Optional.ofNullable(task.check())
                .flatMap(CheckValidation::check)
                .map(e -> "Task uses invalid check: " + e)
                .or(
                        () ->
                                Optional.ofNullable(task.healthCheck())
                                        .flatMap(CheckValidation::healthCheck)
                                        .map(e -> "Task uses invalid health check: " + e));
    }

    private static Optional<String> resources(TaskSpec task) {
        if (task.resourcesError() != null) {
            return Optional.of("Task uses invalid resources: " + task.resourcesError());
        }
        if (task.resources().isEmpty()) {
            return Optional.of("Task uses no resources");
        }
        return ResourceRules.persistenceIds(task.resources())
                .map(e -> "Task uses duplicate persistence ID: " + e)
                .or(
                        () ->
                                ResourceRules.revocableMix(task.resources())
                                        .map(
                                                e ->
                                                        "Task mixes revocable and non-revocable"
                                                                + " resources: "
                                                                + e))
                .or(
                        () ->
                                UseRules.validate(task.resources())
                                        .map(e -> "Task uses invalid resources: " + e));
    }

    private static Optional<String> limits(TaskSpec task, Agent agent) {
        Map<String, Double> limits = task.limits();
        if (limits.isEmpty()) {
            return Optional.empty();
        }
        if (!agent.spec().capabilities().contains("TASK_RESOURCE_LIMITS")) {
            return Optional.of("Agent is not capable of handling task resource limits");
        }
        if (limits.keySet().stream()
                .anyMatch(n -> !n.equals(Resource.CPUS) && !n.equals(Resource.MEM))) {
            return Optional.of("Only cpus and mem may be included in a task's resource limits");
        }
        return limit(task, Resource.CPUS, "CPU", "cpu")
                .or(() -> limit(task, Resource.MEM, "memory", "memory"));
    }

    private static Optional<String> limit(
            TaskSpec task, String name, String requestWord, String limitWord) {
        Double limit = task.limits().get(name);
        if (limit == null) {
            return Optional.empty();
        }
        if (!ResourceRules.has(task.resources(), name)) {
            return Optional.of(
                    "When a "
                            + requestWord
                            + " limit is specified, a "
                            + requestWord
                            + " request must also be specified");
        }
        return limit >= task.resources().scalar(name)
                ? Optional.empty()
                : Optional.of(
                        "The "
                                + limitWord
                                + " limit must be greater than or equal to the "
                                + limitWord
                                + " request");
    }

    private Optional<String> executor(TaskSpec task, Target target) {
        ExecutorSpec executor = task.executor();
        if ((executor != null) == task.hasCommand()) {
            return Optional.of(
                    "Task should have at least one (but not both) of CommandInfo or ExecutorInfo"
                            + " present");
        }
        Resources total = task.resources();
        if (executor != null) {
            Optional<String> error = custom(executor, task, target);
            if (error.isPresent()) {
                return error;
            }
            if (!isThere(executor, target)) {
                total = total.plus(executor.resources());
            }
        }
        return fits(total.allocate(target.role()), target.available(), "task and its executor is");
    }

    static Optional<String> fits(Resources total, Resources available, String who) {
        return available.contains(total)
                ? Optional.empty()
                : Optional.of(
                        "Total resources "
                                + total
                                + " required by "
                                + who
                                + " more than available "
                                + available);
    }

    boolean isThere(ExecutorSpec executor, Target target) {
        return state.executor(
                        new ExecutorKey(
                                target.agent().id(), target.framework().id(), executor.id()))
                != null;
    }

    private Optional<String> custom(ExecutorSpec executor, TaskSpec task, Target target) {
        Optional<String> error = executors.validate(executor, target.framework(), target.agent());
        if (error.isPresent()) {
            return error;
        }
        if (executor.type() != ExecutorSpec.Type.UNSET
                && executor.type() != ExecutorSpec.Type.CUSTOM) {
            return Optional.of("'ExecutorInfo.type' must be 'CUSTOM'");
        }
        if (!executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must be set");
        }
        if (!executor.resources().shared().isEmpty()) {
            return Optional.of(
                    "Executor resources "
                            + executor.resources()
                            + " should not contain any shared resources");
        }
        if (executor.container() != null
                && Boolean.TRUE.equals(executor.container().shareCgroups())) {
            return Optional.of(
                    "The 'share_cgroups' field cannot be set to 'true' on executor containers");
        }
        return together(task.resources(), executor.resources());
    }

    private static Optional<String> together(Resources task, Resources executor) {
        if (ResourceRules.overlap(List.of(task, executor))) {
            return Optional.of(
                    "There are overlapping resources in the task resources "
                            + task
                            + " and executor resources "
                            + executor);
        }
        Resources total = task.plus(executor);
        return ResourceRules.persistenceIds(total)
                .map(e -> "Task and its executor use duplicate persistence ID: " + e)
                .or(
                        () ->
                                ResourceRules.revocableMix(total)
                                        .map(
                                                e ->
                                                        "Task and its executor mix revocable and"
                                                                + " non-revocable resources: "
                                                                + e));
    }

    private static Optional<String> shareCgroups(TaskSpec task) {
        return task.container() != null && Boolean.FALSE.equals(task.container().shareCgroups())
                ? Optional.of("Only tasks in a task group may have 'share_cgroups' set to 'false'")
                : Optional.empty();
    }

    /** Where a task is to run, and out of what: {@code available} is allocated to {@code role}. */
    public record Target(Framework framework, Agent agent, String role, Resources available) {}
}
