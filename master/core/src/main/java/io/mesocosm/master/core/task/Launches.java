package io.mesocosm.master.core.task;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.operation.Operation.Launch;
import io.mesocosm.master.core.operation.Operation.LaunchGroup;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.MasterStatus.Where;
import io.mesocosm.master.core.task.TaskValidation.Target;
import io.mesocosm.resources.Resources;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** LAUNCH and LAUNCH_GROUP: valid tasks go to the agent, invalid ones are TASK_ERROR (§1.4). */
public final class Launches {
    private final MasterState state;
    private final Ledger ledger;
    private final Tasks tasks;
    private final TaskValidation validation;
    private final TaskGroupValidation groupValidation;
    private final TaskAuthorization authorization;

    public Launches(MasterState state, Ledger ledger, Tasks tasks) {
        this.state = state;
        this.ledger = ledger;
        this.tasks = tasks;
        this.validation = new TaskValidation(state);
        this.groupValidation = new TaskGroupValidation(state, validation);
        this.authorization = new TaskAuthorization(state.config().authorizer());
    }

    /** Each task on its own; gives back what is left. */
    public Resources launch(Launch launch, Target target) {
        Resources left = target.available();
        for (TaskSpec task : launch.tasks()) {
            Target now = new Target(target.framework(), target.agent(), target.role(), left);
            Optional<String> forbidden = authorization.launch(task, target.framework());
            if (forbidden.isPresent()) {
                error(now, task, StatusReason.REASON_TASK_UNAUTHORIZED, forbidden.get());
                continue;
            }
            Optional<String> error =
                    launch.id() != null
                            ? Optional.of("The `id` field cannot be set on LAUNCH operations")
                            : validation.validate(task, now);
            if (error.isPresent()) {
                error(now, task, StatusReason.REASON_TASK_INVALID, error.get());
                continue;
            }
            left = left.minus(admit(task, task.executor(), now));
            state.outbox()
                    .command(
                            target.agent(),
                            new AgentCommand.RunTask(current(target), task, target.role()));
        }
        return left;
    }

    /** All or none; gives back what is left. */
    public Resources launchGroup(LaunchGroup group, Target target) {
        Optional<String> forbidden = authorization.launch(group, target.framework());
        if (forbidden.isPresent()) {
            error(target, group, StatusReason.REASON_TASK_GROUP_UNAUTHORIZED, forbidden.get());
            return target.available();
        }
        Optional<String> error =
                group.id() != null
                        ? Optional.of("The `id` field cannot be set on LAUNCH_GROUP operations")
                        : groupValidation.validate(group, target);
        if (error.isPresent()) {
            error(target, group, StatusReason.REASON_TASK_GROUP_INVALID, error.get());
            return target.available();
        }
        Resources left = target.available();
        for (TaskSpec task : group.tasks()) {
            left = left.minus(admit(task, group.executor(), target));
        }
        if (!group.tasks().isEmpty()) {
            rememberShareCgroups(group, target);
            state.outbox()
                    .command(
                            target.agent(),
                            new AgentCommand.RunTaskGroup(
                                    current(target),
                                    group.executor(),
                                    group.tasks(),
                                    target.role()));
        }
        return left;
    }

    private Framework current(Target target) {
        return state.frameworks().require(target.framework().id());
    }

    /** Records a task and, if it is new, its executor; gives back what both take. */
    private Resources admit(TaskSpec spec, @Nullable ExecutorSpec executor, Target target) {
        Resources taken = spec.resources().allocate(target.role());
        if (executor != null && !validation.isThere(executor, target)) {
            Executor added =
                    new Executor(
                            target.framework().id(),
                            target.agent().id(),
                            target.role(),
                            executor,
                            executor.resources().allocate(target.role()),
                            null);
            ledger.add(added);
            taken = taken.plus(added.resources());
        }
        Task task =
                new Task(
                        target.framework().id(),
                        spec.id(),
                        state.sharing().of(spec.name()),
                        target.agent().id(),
                        executor == null ? null : state.sharing().of(executor.id()),
                        target.role(),
                        TaskState.TASK_STAGING,
                        null,
                        null,
                        state.sharing().of(spec.resources().allocate(target.role())),
                        List.of(),
                        spec.info(),
                        null);
        tasks.add(task);
        state.outbox()
                .info(
                        "framework="
                                + task.frameworkId()
                                + " agent="
                                + task.agentId()
                                + " task="
                                + task.id()
                                + " launching");
        return taken;
    }

    private void rememberShareCgroups(LaunchGroup group, Target target) {
        Executor executor =
                state.executors()
                        .require(
                                new Executor.ExecutorKey(
                                        target.agent().id(),
                                        target.framework().id(),
                                        group.executor().id()));
        ContainerSpec container = group.tasks().getFirst().container();
        boolean shares = container == null || !Boolean.FALSE.equals(container.shareCgroups());
        ledger.replace(
                new Executor(
                        executor.frameworkId(),
                        executor.agentId(),
                        executor.role(),
                        executor.spec(),
                        executor.resources(),
                        shares));
    }

    private void error(Target target, LaunchGroup group, StatusReason reason, String message) {
        group.tasks().forEach(task -> error(target, task, reason, message));
    }

    private void error(Target target, TaskSpec task, StatusReason reason, String message) {
        refuse(
                target.framework(),
                task.id(),
                TaskState.TASK_ERROR,
                new Refusal(
                        reason, message, Where.on(task.agentId(), executorId(task), state.now())));
    }

    /** Tells a framework that a task will never be. */
    public void refuse(Framework framework, String taskId, TaskState end, Refusal refusal) {
        TaskStatus status =
                MasterStatus.aboutUnknown(
                        taskId, end, refusal.reason(), refusal.message(), refusal.where());
        tasks.countStillborn(framework.id(), status);
        tasks.forward(framework, status);
        state.outbox()
                .info(
                        "framework="
                                + framework.id()
                                + " task="
                                + taskId
                                + " "
                                + end
                                + ": "
                                + refusal.message());
    }

    public static @Nullable String executorId(TaskSpec task) {
        ExecutorSpec executor = task.executor();
        return executor == null ? null : executor.id();
    }

    /** Why and where a task was refused. */
    public record Refusal(StatusReason reason, String message, Where where) {}
}
