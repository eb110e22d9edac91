package io.mesocosm.master.core.task;

import io.mesocosm.master.core.operation.Operation.LaunchGroup;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.master.core.task.TaskValidation.Target;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules for LAUNCH_GROUP: one failure fails the group (spec §1.4). */
public final class TaskGroupValidation {
    private static final double MIN_CPUS = 0.01;
    private static final double MIN_MEM = 32;

    private final MasterState state;
    private final TaskValidation tasks;

    public TaskGroupValidation(MasterState state, TaskValidation tasks) {
        this.state = state;
        this.tasks = tasks;
    }

    public Optional<String> validate(LaunchGroup group, Target target) {
        Set<String> ids = new HashSet<>();
        for (TaskSpec task : group.tasks()) {
            Optional<String> error =
                    tasks.common(task, target)
                            .or(() -> inGroup(task))
                            .or(
                                    () ->
                                            ids.add(task.id())
                                                    ? Optional.empty()
                                                    : Optional.of(
                                                            "Task has duplicate ID: " + task.id()));
            if (error.isPresent()) {
                return Optional.of("Task '" + task.id() + "' is invalid: " + error.get());
            }
        }
        return executor(group, target)
                .or(() -> minimum(group.executor()))
                .or(() -> together(group))
                .or(() -> fits(group, target))
                .or(() -> shareCgroups(group, target));
    }

    private static Optional<String> inGroup(TaskSpec task) {
        ContainerSpec container = task.container();
        if (container != null) {
            HealthCheckSpec check = task.healthCheck();
            if (container.networkInfos() > 0
                    && check != null
                    && (check.type() == HealthCheckSpec.Type.HTTP
                            || check.type() == HealthCheckSpec.Type.TCP)) {
                return Optional.of(
                        "HTTP and TCP health checks are not supported for nested containers not"
                                + " joining parent's network");
            }
            if (container.type() == ContainerSpec.Type.DOCKER) {
                return Optional.of("Docker ContainerInfo is not supported on the task");
            }
        }
        return !task.limits().isEmpty() && shares(task)
                ? Optional.of(
                        "Resource limits may only be set for tasks within a task group when the"
                                + " 'share_cgroups' field is set to 'false'.")
                : Optional.empty();
    }

    private static boolean shares(TaskSpec task) {
        return task.container() == null || !Boolean.FALSE.equals(task.container().shareCgroups());
    }

    private Optional<String> executor(LaunchGroup group, Target target) {
        ExecutorSpec executor = group.executor();
        Optional<String> error =
                tasks.executors().validate(executor, target.framework(), target.agent());
        if (error.isPresent()) {
            return error;
        }
        if (executor.type() == ExecutorSpec.Type.UNSET) {
            return Optional.of("'ExecutorInfo.type' must be set");
        }
        if (executor.type() == ExecutorSpec.Type.UNKNOWN) {
            return Optional.of("Unknown executor type");
        }
        if (executor.container() != null
                && executor.container().type() == ContainerSpec.Type.DOCKER) {
            return Optional.of("Docker ContainerInfo is not supported on the executor");
        }
        return group.tasks().stream()
                .filter(task -> differs(task.executor(), executor))
                .findFirst()
                .map(
                        task ->
                                "The `ExecutorInfo` of task '"
                                        + task.id()
                                        + "' is different from executor '"
                                        + executor.id()
                                        + "'");
    }

    private static boolean differs(@Nullable ExecutorSpec own, ExecutorSpec group) {
        return own != null && !own.info().equals(group.info());
    }

    private static Optional<String> minimum(ExecutorSpec executor) {
        Resources resources = executor.resources();
        String start = "Executor '" + executor.id() + "' uses ";
        if (resources.cpus() < MIN_CPUS) {
            return Optional.of(
                    start
                            + "less CPUs ("
                            + amount(resources, Resource.CPUS, "")
                            + ") than the minimum required (0.01)");
        }
        if (resources.mem() < MIN_MEM) {
            return Optional.of(
                    start
                            + "less memory ("
                            + amount(resources, Resource.MEM, "MB")
                            + ") than the minimum required (32MB)");
        }
        return ResourceRules.has(resources, Resource.DISK)
                ? Optional.empty()
                : Optional.of(start + "no disk");
    }

    private static String amount(Resources resources, String name, String unit) {
        return ResourceRules.has(resources, name)
                ? Resource.scalar(name, resources.scalar(name)).value() + unit
                : "None";
    }

    private static Optional<String> together(LaunchGroup group) {
        List<Resources> parts = new ArrayList<>();
        group.tasks().forEach(task -> parts.add(task.resources()));
        parts.add(group.executor().resources());
        Resources total = sum(parts);
        return ResourceRules.persistenceIds(total)
                .map(e -> "Task group and executor use duplicate persistence ID: " + e)
                .or(
                        () ->
                                ResourceRules.revocableMix(total)
                                        .map(
                                                e ->
                                                        "Task group and executor mix revocable and"
                                                                + " non-revocable resources: "
                                                                + e))
                .or(
                        () ->
                                ResourceRules.overlap(parts)
                                        ? Optional.of(
                                                "There are overlapping resources in the task"
                                                        + " group's task resources and/or executor"
                                                        + " resources "
                                                        + group.executor().resources())
                                        : Optional.empty());
    }

    private Optional<String> fits(LaunchGroup group, Target target) {
        Resources total = sum(group.tasks().stream().map(TaskSpec::resources).toList());
        if (!tasks.isThere(group.executor(), target)) {
            total = total.plus(group.executor().resources());
        }
        return TaskValidation.fits(
                total.allocate(target.role()),
                target.available(),
                "task group and its executor are");
    }

    private static Resources sum(List<Resources> parts) {
        Resources total = Resources.EMPTY;
        for (Resources part : parts) {
            total = total.plus(part);
        }
        return total;
    }

    private Optional<String> shareCgroups(LaunchGroup group, Target target) {
        ContainerSpec container = group.executor().container();
        if (container != null && Boolean.TRUE.equals(container.shareCgroups())) {
            return Optional.of(
                    "The 'share_cgroups' field cannot be set to 'true' on executor containers");
        }
        Executor present =
                state.executor(
                        new ExecutorKey(
                                target.agent().id(),
                                target.framework().id(),
                                group.executor().id()));
        Set<Boolean> values = new HashSet<>();
        group.tasks().forEach(task -> values.add(shares(task)));
        if (present != null && present.tasksShareCgroups() != null) {
            values.add(present.tasksShareCgroups());
        }
        return values.size() > 1
                ? Optional.of(
                        "If set, the value of 'share_cgroups' must be the same for all tasks in"
                                + " each task group and under a single executor")
                : Optional.empty();
    }
}
