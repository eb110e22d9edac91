package io.mesocosm.master.core.task;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.master.core.task.Executor.ExecutorKey;
import io.mesocosm.resources.Ids;
import io.mesocosm.resources.UseRules;
import java.util.Optional;

/** Rules for executors, in Mesos's words (spec §1.4). */
final class ExecutorValidation {
    private final MasterState state;

    ExecutorValidation(MasterState state) {
        this.state = state;
    }

    Optional<String> validate(ExecutorSpec executor, Framework framework, Agent agent) {
        return type(executor)
                .or(() -> Ids.validate(executor.id()))
                .or(() -> gracePeriod(executor))
                .or(
                        () ->
                                CheckValidation.environment(executor.environment())
                                        .map(e -> "Executor's `CommandInfo` is invalid: " + e))
                .or(() -> container(executor))
                .or(() -> framework(executor, framework))
                .or(() -> resources(executor))
                .or(() -> compatible(executor, framework, agent));
    }

    private static Optional<String> type(ExecutorSpec executor) {
        return switch (executor.type()) {
            case UNSET, UNKNOWN -> Optional.empty();
            case CUSTOM ->
                    executor.hasCommand()
                            ? Optional.empty()
                            : Optional.of(
                                    "'ExecutorInfo.command' must be set for 'CUSTOM' executor");
            case DEFAULT -> defaultExecutor(executor);
        };
    }

    private static Optional<String> defaultExecutor(ExecutorSpec executor) {
        if (executor.hasCommand()) {
            return Optional.of("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
        }
        ContainerSpec container = executor.container();
        if (container == null) {
            return Optional.empty();
        }
        if (container.type() != ContainerSpec.Type.MESOS) {
            return Optional.of(
                    "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor");
        }
        return container.hasMesosImage()
                ? Optional.of(
                        "'ExecutorInfo.container.mesos.image' must not be set for 'DEFAULT'"
                                + " executor")
                : Optional.empty();
    }

    private static Optional<String> gracePeriod(ExecutorSpec executor) {
        return executor.shutdownGracePeriod() != null && executor.shutdownGracePeriod().isNegative()
                ? Optional.of("ExecutorInfo's 'shutdown_grace_period' must be non-negative")
                : Optional.empty();
    }

    private static Optional<String> container(ExecutorSpec executor) {
        return Optional.ofNullable(executor.container())
                .flatMap(CheckValidation::container)
                .map(e -> "Executor's `ContainerInfo` is invalid: " + e);
    }

    /** An absent framework_id is filled in by the master. */
    private static Optional<String> framework(ExecutorSpec executor, Framework framework) {
        String id = executor.frameworkId();
        return id == null || id.equals(framework.id())
                ? Optional.empty()
                : Optional.of(
                        "ExecutorInfo has an invalid FrameworkID (Actual: "
                                + id
                                + " vs Expected: "
                                + framework.id()
                                + ")");
    }

    private static Optional<String> resources(ExecutorSpec executor) {
        if (executor.resourcesError() != null) {
            return Optional.of("Executor uses invalid resources: " + executor.resourcesError());
        }
        return ResourceRules.persistenceIds(executor.resources())
                .map(e -> "Executor uses duplicate persistence ID: " + e)
                .or(
                        () ->
                                ResourceRules.revocableMix(executor.resources())
                                        .map(
                                                e ->
                                                        "Executor mixes revocable and non-revocable"
                                                                + " resources: "
                                                                + e))
                .or(
                        () ->
                                UseRules.validate(executor.resources())
                                        .map(e -> "Executor uses invalid resources: " + e));
    }

    private Optional<String> compatible(ExecutorSpec executor, Framework framework, Agent agent) {
        Executor present =
                state.executor(new ExecutorKey(agent.id(), framework.id(), executor.id()));
        return present == null || present.spec().info().equals(executor.info())
                ? Optional.empty()
                : Optional.of(
                        "ExecutorInfo is not compatible with existing ExecutorInfo with same"
                                + " ExecutorID '"
                                + executor.id()
                                + "'");
    }
}
