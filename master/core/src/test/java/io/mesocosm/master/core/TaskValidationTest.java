package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.ContainerSpec;
import io.mesocosm.master.core.task.EnvironmentVariable;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.HealthCheckSpec;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Spec §1.4: every rejection of a task, a group or an executor, with its text. */
class TaskValidationTest {
    private static final String DEFAULT_RESOURCES = "cpus:0.1;mem:32;disk:10";
    private static final HealthCheckSpec COMMAND_CHECK =
            new HealthCheckSpec(
                    HealthCheckSpec.Type.COMMAND,
                    true,
                    true,
                    false,
                    false,
                    0,
                    0,
                    1,
                    1,
                    HealthCheckSpec.HttpFacts.NONE);

    private final MasterFixture master = new MasterFixture();
    private final FakeAgent agent =
            master.agent("cpus:4;mem:1024;disk:1024;ports:[1-100]").register();
    private final FakeFramework framework = master.framework().subscribe();

    private static TaskSpec.Builder task() {
        return Samples.task("t", "m-S0", "cpus:1;mem:128").toBuilder();
    }

    private static HealthCheckSpec check(HealthCheckSpec.Type type, boolean http, String path) {
        return new HealthCheckSpec(
                type,
                false,
                false,
                http,
                false,
                0,
                0,
                1,
                1,
                new HealthCheckSpec.HttpFacts("", path));
    }

    private static ContainerSpec container(
            ContainerSpec.Type type, @Nullable Boolean shareCgroups) {
        return new ContainerSpec(
                type, type == ContainerSpec.Type.DOCKER, false, 0, shareCgroups, List.of());
    }

    private static ExecutorSpec executor(UnaryOperator<ExecutorSpec.Builder> change) {
        return change.apply(
                        Samples.executor("e", ExecutorSpec.Type.CUSTOM, "cpus:0.1;mem:32")
                                .toBuilder())
                .build();
    }

    private static TaskSpec under(ExecutorSpec executor) {
        return Samples.task("t", "m-S0", "cpus:1;mem:128", executor);
    }

    static Stream<Arguments> invalidTasks() {
        return Stream.of(
                bad(task().id(""), "ID must not be empty"),
                bad(task().id("a/b"), "'a/b' contains invalid characters"),
                bad(task().id("a\nb"), "'a\nb' contains invalid characters"),
                bad(task().id("x".repeat(256)), "ID must not be greater than 255 characters"),
                bad(
                        task().agentId("m-S7"),
                        "Task uses invalid agent m-S7 while agent m-S0 is expected"),
                bad(
                        task().killGracePeriod(Duration.ofNanos(-1)),
                        "Task's 'kill_policy.grace_period' must be non-negative"),
                bad(
                        task().maxCompletionTime(Duration.ofNanos(-1)),
                        "Task's `max_completion_time` must be non-negative"),
                bad(
                        task().healthCheck(check(HealthCheckSpec.Type.UNSET, false, "")),
                        "Task uses invalid health check: HealthCheck must specify 'type'"),
                bad(
                        task().healthCheck(check(HealthCheckSpec.Type.HTTP, false, "")),
                        "Task uses invalid health check: Expecting 'http' to be set for HTTP"
                                + " health check"),
                bad(
                        task().healthCheck(check(HealthCheckSpec.Type.HTTP, true, "x")),
                        "Task uses invalid health check: The path 'x' of HTTP health check must"
                                + " start with '/'"),
                bad(
                        task().check(check(HealthCheckSpec.Type.TCP, false, "")),
                        "Task uses invalid check: Expecting 'tcp' to be set for TCP check"),
                bad(task().resources(Resources.EMPTY), "Task uses no resources"),
                bad(task().resourcesError("negative"), "Task uses invalid resources: negative"),
                bad(
                        task().resources(Resources.parse("cpus:1;gpus:0.5")),
                        "Task uses invalid resources: The 'gpus' resource must be an unsigned"
                                + " integer"),
                bad(
                        task().container(
                                        new ContainerSpec(
                                                ContainerSpec.Type.DOCKER,
                                                false,
                                                false,
                                                0,
                                                null,
                                                List.of())),
                        "Task's `ContainerInfo` is invalid: DockerInfo 'docker' is not set for"
                                + " DOCKER typed ContainerInfo"),
                bad(
                        task().hasCommand(false),
                        "Task should have at least one (but not both) of CommandInfo or"
                                + " ExecutorInfo present"),
                bad(
                        task().executor(executor(e -> e)),
                        "Task should have at least one (but not both) of CommandInfo or"
                                + " ExecutorInfo present"));
    }

    static Stream<Arguments> invalidWishes() {
        return Stream.of(
                bad(
                        task().environment(
                                        List.of(
                                                new EnvironmentVariable(
                                                        "A",
                                                        EnvironmentVariable.Type.VALUE,
                                                        false,
                                                        false))),
                        "Task's `CommandInfo` is invalid: Environment variable 'A' of type 'VALUE'"
                                + " must have a value set"),
                bad(
                        task().limits(Map.of("disk", 1.0)),
                        "Only cpus and mem may be included in a task's resource limits"),
                bad(
                        task().limits(Map.of("cpus", 0.5)),
                        "The cpu limit must be greater than or equal to the cpu request"),
                bad(
                        task().resources(Resources.parse("cpus:1")).limits(Map.of("mem", 64.0)),
                        "When a memory limit is specified, a memory request must also be"
                                + " specified"),
                bad(
                        task().container(container(ContainerSpec.Type.MESOS, false)),
                        "Only tasks in a task group may have 'share_cgroups' set to 'false'"),
                bad(
                        task().resources(Resources.parse("cpus:9")),
                        "Total resources cpus(allocated: *):9 required by task and its executor is"
                                + " more than available cpus(allocated: *):4; mem(allocated:"
                                + " *):1024; disk(allocated: *):1024; ports(allocated: *):[1-100]"));
    }

    static Stream<Arguments> invalidExecutors() {
        return Stream.of(
                bad(
                        under(executor(e -> e.hasCommand(false))),
                        "'ExecutorInfo.command' must be set for 'CUSTOM' executor"),
                bad(
                        under(executor(e -> e.type(ExecutorSpec.Type.UNSET).hasCommand(false))),
                        "'ExecutorInfo.command' must be set"),
                bad(
                        under(executor(e -> e.type(ExecutorSpec.Type.DEFAULT).hasCommand(false))),
                        "'ExecutorInfo.type' must be 'CUSTOM'"),
                bad(
                        under(executor(e -> e.frameworkId("other"))),
                        "ExecutorInfo has an invalid FrameworkID (Actual: other vs Expected:"
                                + " m-0000)"),
                bad(
                        under(executor(e -> e.shutdownGracePeriod(Duration.ofSeconds(-1)))),
                        "ExecutorInfo's 'shutdown_grace_period' must be non-negative"),
                bad(under(executor(e -> e.id("."))), "'.' is disallowed"),
                bad(
                        under(
                                executor(
                                        e ->
                                                e.container(
                                                        container(
                                                                ContainerSpec.Type.MESOS, true)))),
                        "The 'share_cgroups' field cannot be set to 'true' on executor"
                                + " containers"),
                bad(
                        Samples.task(
                                "t",
                                "m-S0",
                                "cpus:1;ports:[1-5]",
                                executor(e -> e.resources(Resources.parse("ports:[5-6]")))),
                        "There are overlapping resources in the task resources cpus:1;"
                                + " ports:[1-5] and executor resources ports:[5-6]"));
    }

    private static Arguments bad(TaskSpec.Builder builder, String text) {
        return bad(builder.build(), text);
    }

    private static Arguments bad(TaskSpec task, String text) {
        return Arguments.of(text, task);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"invalidTasks", "invalidWishes", "invalidExecutors"})
    void refusesTheTaskAndStillLaunchesTheNext(String text, TaskSpec task) {
        framework.launch(
                framework.offer(), task, Samples.task("good", agent.id(), "cpus:1;mem:128"));

        assertThat(framework.lastUpdate())
                .satisfies(s -> assertThat(s.message()).isEqualTo(text))
                .satisfies(s -> assertThat(s.state()).isEqualTo(TaskState.TASK_ERROR))
                .satisfies(s -> assertThat(s.reason()).isEqualTo(StatusReason.REASON_TASK_INVALID))
                .satisfies(s -> assertThat(s.uuid()).isNull());
        assertThat(agent.tasks()).containsOnlyKeys("good");
    }

    @Test
    void refusesTheIdOfALiveTask() {
        framework.launch(
                framework.offer(),
                Samples.task("t", agent.id(), "cpus:1;mem:128"),
                Samples.task("t", agent.id(), "cpus:1;mem:128"));
        assertThat(framework.lastUpdate().message()).isEqualTo("Task has duplicate ID: t");
        assertThat(agent.commands(AgentCommand.RunTask.class)).hasSize(1);
    }

    @Test
    void refusesTheIdOfAnUnreachableTask() {
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.fallSilent();
        master.pass(Duration.ofSeconds(95));
        FakeAgent other = master.agent("cpus:4;mem:1024").register();
        framework.launch(framework.offer(), Samples.task("t", other.id(), "cpus:1;mem:128"));
        assertThat(framework.lastUpdate().message())
                .isEqualTo("Task reuses the ID of an unreachable task: t");
    }

    @Test
    void anExecutorIsReusedOnlyIfItIsTheSame() {
        ExecutorSpec executor = executor(e -> e);
        framework.launch(
                framework.offer(),
                Samples.task("a", agent.id(), "cpus:1;mem:128", executor),
                Samples.task("b", agent.id(), "cpus:1;mem:128", executor),
                Samples.task(
                        "c",
                        agent.id(),
                        "cpus:1;mem:128",
                        executor(e -> e.info(Payload.of(new byte[] {9})))));
        assertThat(agent.tasks()).containsOnlyKeys("a", "b");
        assertThat(framework.lastUpdate().message())
                .startsWith("ExecutorInfo is not compatible with existing ExecutorInfo");
        assertThat(master.snapshot().agents().iterator().next().allocated().cpus()).isEqualTo(2.1);
    }

    @Test
    void acceptsValidLimitsChecksAndInfiniteCpus() {
        framework.launch(
                framework.offer(),
                task().limits(Map.of("cpus", Double.POSITIVE_INFINITY, "mem", 256.0))
                        .healthCheck(COMMAND_CHECK)
                        .check(COMMAND_CHECK)
                        .build());
        assertThat(agent.tasks()).containsOnlyKeys("t");
    }

    @Test
    void aHealthChecksTypeFollowsFromItsOnlyKind() {
        framework.launch(
                framework.offer(),
                task().healthCheck(check(HealthCheckSpec.Type.UNSET, true, "/health")).build());
        assertThat(agent.tasks()).containsOnlyKeys("t");
    }

    @Test
    void anOperationIdOnLaunchMakesEveryTaskAnError() {
        framework.accept(
                framework.offer(),
                new Operation.Launch(
                        "op", List.of(Samples.task("t", agent.id(), "cpus:1;mem:128"))));
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_ERROR);
        assertThat(framework.lastUpdate().message())
                .isEqualTo("The `id` field cannot be set on LAUNCH operations");
        assertThat(agent.tasks()).isEmpty();
    }

    static Stream<Arguments> invalidGroups() {
        ExecutorSpec fine = Samples.executor("e", ExecutorSpec.Type.DEFAULT, DEFAULT_RESOURCES);
        return Stream.of(
                group(fine, task().id(""), "Task '' is invalid: ID must not be empty"),
                group(
                        fine,
                        task().container(container(ContainerSpec.Type.DOCKER, null)),
                        "Task 't' is invalid: Docker ContainerInfo is not supported on the task"),
                group(
                        fine,
                        task().limits(Map.of("cpus", 2.0)),
                        "Task 't' is invalid: Resource limits may only be set for tasks within a"
                                + " task group when the 'share_cgroups' field is set to 'false'."),
                group(
                        fine,
                        task().container(container(ContainerSpec.Type.MESOS, false)),
                        "If set, the value of 'share_cgroups' must be the same for all tasks in"
                                + " each task group and under a single executor"),
                group(
                        Samples.executor("e", ExecutorSpec.Type.DEFAULT, "cpus:0.1;mem:32"),
                        task(),
                        "Executor 'e' uses no disk"),
                group(
                        Samples.executor("e", ExecutorSpec.Type.DEFAULT, "mem:32;disk:1"),
                        task(),
                        "Executor 'e' uses less CPUs (None) than the minimum required (0.01)"),
                group(
                        Samples.executor("e", ExecutorSpec.Type.DEFAULT, "cpus:1;mem:31;disk:1"),
                        task(),
                        "Executor 'e' uses less memory (31MB) than the minimum required (32MB)"),
                group(
                        fine.toBuilder().hasCommand(true).build(),
                        task(),
                        "'ExecutorInfo.command' must not be set for 'DEFAULT' executor"),
                group(
                        fine.toBuilder().type(ExecutorSpec.Type.UNSET).build(),
                        task(),
                        "'ExecutorInfo.type' must be set"),
                group(
                        fine.toBuilder()
                                .container(container(ContainerSpec.Type.DOCKER, null))
                                .build(),
                        task(),
                        "'ExecutorInfo.container.type' must be 'MESOS' for 'DEFAULT' executor"),
                group(
                        fine,
                        task().hasCommand(false)
                                .executor(
                                        Samples.executor("x", ExecutorSpec.Type.DEFAULT, "cpus:1")),
                        "The `ExecutorInfo` of task 't' is different from executor 'e'"));
    }

    private static Arguments group(ExecutorSpec executor, TaskSpec.Builder task, String text) {
        return Arguments.of(text, executor, task.build());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidGroups")
    void refusesAGroupAsAWhole(String text, ExecutorSpec executor, TaskSpec task) {
        framework.accept(
                framework.offer(),
                new Operation.LaunchGroup(
                        null,
                        executor,
                        List.of(Samples.task("good", agent.id(), "cpus:1;mem:128"), task)));

        assertThat(framework.updates())
                .hasSize(2)
                .allSatisfy(s -> assertThat(s.message()).isEqualTo(text))
                .allSatisfy(
                        s ->
                                assertThat(s.reason())
                                        .isEqualTo(StatusReason.REASON_TASK_GROUP_INVALID));
        assertThat(agent.commands(AgentCommand.RunTaskGroup.class)).isEmpty();
        assertThat(master.snapshot().tasks()).isEmpty();
        assertThat(master.snapshot().executors()).isEmpty();
    }
}
