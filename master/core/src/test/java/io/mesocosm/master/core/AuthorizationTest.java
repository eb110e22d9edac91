package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.authorization.Entity;
import io.mesocosm.master.core.authorization.Rule;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a framework may not is refused in Mesos's words and changes nothing (spec §9). */
class AuthorizationTest {
    private final MasterFixture master =
            new MasterFixture(
                    MasterConfig.defaults("m")
                            .with(
                                    new Authorizer(
                                            Map.of(
                                                    Action.REGISTER_FRAMEWORK,
                                                    List.of(
                                                            new Rule(
                                                                    some("ada"),
                                                                    some("*", "eng/%"))),
                                                    Action.RUN_TASK,
                                                    List.of(new Rule(some("ada"), some("nobody")))),
                                            false)));
    private final FakeAgent agent = master.agent("cpus:4;mem:1024;disk:1024").register();

    private static Entity some(String... values) {
        return new Entity.Some(Set.of(values));
    }

    private FakeFramework of(String principal, String... roles) {
        return master.framework().as(principal).with(s -> Samples.inRoles(s, roles)).subscribe();
    }

    private TaskSpec task(String id, String user) {
        return Samples.task(id, agent.id(), "cpus:1;mem:128").toBuilder().user(user).build();
    }

    @Test
    void refusesRolesOfWhichOneIsForbidden() {
        assertThat(of("ada", "eng/web", "ops").events())
                .containsExactly(
                        new SchedulerEvent.Failed(
                                "Not authorized to register framework  with roles { eng/web, ops }"));
        assertThat(of("grace", "eng/web").connected()).isFalse();
        assertThat(of("ada", "eng/web", "*")).matches(FakeFramework::connected);
        assertThat(master.snapshot().frameworks().size()).isEqualTo(1);
    }

    @Test
    void refusesAnUpdateToAForbiddenRoleAsAWhole() {
        FakeFramework framework = of("ada", "*");
        Outcome outcome =
                framework.call(
                        context ->
                                new SchedulerCall.UpdateFramework(
                                        context,
                                        Samples.inRoles(framework.spec(), "ops")
                                                .withId(framework.id())
                                                .withPrincipal("ada"),
                                        Set.of(),
                                        OfferConstraintsSpec.NONE));
        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Forbidden(
                                "Not authorized to register framework "
                                        + framework.id()
                                        + " with roles { ops }"));
        assertThat(master.snapshot().frameworks().find(f -> true))
                .satisfies(f -> assertThat(f.spec().roles()).containsExactly("*"));
    }

    @Test
    void refusesEachTaskItsUserAndLaunchesTheOthers() {
        FakeFramework framework = of("ada", "*");
        framework.launch(
                framework.offer(),
                task("as-root", "root"),
                task("as-nobody", "nobody"),
                Samples.task("as-the-framework", agent.id(), "cpus:1;mem:128"));
        TaskStatus refused = framework.lastUpdate();
        assertThat(refused.state()).isEqualTo(TaskState.TASK_ERROR);
        assertThat(refused.reason()).isEqualTo(StatusReason.REASON_TASK_UNAUTHORIZED);
        assertThat(refused.message())
                .isEqualTo(
                        "Principal 'ada' no authorized to launch task as-root of framework "
                                + framework.id()
                                + " under user 'root'");
        assertThat(agent.commands(AgentCommand.RunTask.class))
                .extracting(run -> run.task().id())
                .containsExactly("as-nobody", "as-the-framework");
    }

    @Test
    void refusesAGroupForOneOfItsTasksOrForItsExecutor() {
        FakeFramework framework = of("ada", "*");
        ExecutorSpec executor =
                Samples.executor("e", ExecutorSpec.Type.DEFAULT, "cpus:0.1;mem:32;disk:10");
        assertRefused(framework, executor, List.of(task("a", "nobody"), task("b", "root")), "b");
        assertRefused(
                framework,
                executor.toBuilder().user("root").build(),
                List.of(task("c", "nobody")),
                "c");
        framework.accept(
                framework.offer(),
                new Operation.LaunchGroup(null, executor, List.of(task("d", "nobody"))));
        assertThat(agent.commands(AgentCommand.RunTaskGroup.class)).hasSize(1);
    }

    private void assertRefused(
            FakeFramework framework, ExecutorSpec executor, List<TaskSpec> tasks, String told) {
        framework.accept(
                List.of(framework.offer().id()),
                0.0,
                new Operation.LaunchGroup(null, executor, tasks));
        assertThat(
                        framework
                                .updates()
                                .subList(
                                        framework.updates().size() - tasks.size(),
                                        framework.updates().size()))
                .allSatisfy(
                        status -> {
                            assertThat(status.reason())
                                    .isEqualTo(StatusReason.REASON_TASK_GROUP_UNAUTHORIZED);
                            assertThat(status.message())
                                    .isEqualTo(
                                            "Task '%1$s' is not authorized to launch task %1$s of framework %2$s under user 'root'"
                                                    .formatted(told, framework.id()));
                        });
        assertThat(agent.commands(AgentCommand.RunTaskGroup.class)).isEmpty();
        assertThat(master.snapshot().tasks()).isEmpty();
        master.pass(Duration.ofSeconds(2));
    }
}
