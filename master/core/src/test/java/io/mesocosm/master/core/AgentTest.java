package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.input.AgentMessage;
import io.mesocosm.master.core.input.CallHandle;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.task.ExecutorSpec;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.StatusSpec;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec §8: agents come, go, fall silent and return. */
class AgentTest {
    private static final Duration LONG_SILENCE = Duration.ofSeconds(95);

    private final MasterFixture master = new MasterFixture();

    private FakeAgent agentWithTask(FakeFramework framework) {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.update("t", TaskState.TASK_RUNNING);
        framework.acknowledgeAll();
        framework.forgetEvents();
        agent.forgetCommands();
        return agent;
    }

    @Test
    void answersARepeatedRegistrationWithTheSameId() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        master.step(
                new AgentMessage.AgentRegister(
                        agent.link(), Samples.agent("cpus:4;mem:1024", "10.0.0.1:5051")));
        assertThat(agent.commands(AgentCommand.Registered.class)).hasSize(2);
        assertThat(master.snapshot().agents().size()).isEqualTo(1);
    }

    @Test
    void aNewAgentAtAnAddressReplacesTheOldOne() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent old = agentWithTask(framework);
        FakeAgent fresh = new FakeAgent(master, "cpus:2;mem:512", "10.0.0.1:5051").register();

        assertThat(fresh.id()).isNotEqualTo(old.id());
        assertThat(master.snapshot().agents()).extracting(Agent::id).containsExactly(fresh.id());
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_LOST);
        assertThat(framework.events(SchedulerEvent.Failure.class))
                .containsExactly(new SchedulerEvent.Failure(old.id(), null, null));
        assertThat(master.committed()).hasAtLeastOneElementOfType(RegistryChange.RemoveAgent.class);
    }

    @Test
    void pingsAtOnceAndEveryFifteenSeconds() {
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        master.pass(Duration.ofSeconds(31));
        assertThat(agent.commands(AgentCommand.Ping.class)).hasSize(3);
    }

    @Test
    void keepsAnAgentThatAnswers() {
        master.agent("cpus:4;mem:1024").register();
        master.pass(Duration.ofMinutes(10));
        assertThat(master.snapshot().agents().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false, TASK_LOST", "true, TASK_UNREACHABLE"})
    void marksASilentAgentUnreachable(boolean aware, TaskState expected) {
        FakeFramework framework = master.framework();
        if (aware) {
            framework.capable(Capability.PARTITION_AWARE);
        }
        framework.subscribe();
        FakeAgent agent = agentWithTask(framework).fallSilent();

        master.pass(Duration.ofSeconds(70));
        assertThat(framework.updates()).isEmpty();
        master.pass(Duration.ofSeconds(25));

        assertThat(framework.lastUpdate())
                .satisfies(s -> assertThat(s.state()).isEqualTo(expected))
                .satisfies(s -> assertThat(s.reason()).isEqualTo(StatusReason.REASON_AGENT_REMOVED))
                .satisfies(s -> assertThat(s.unreachableTime()).isNotNull())
                .satisfies(s -> assertThat(s.evidence()).isNotNull())
                .satisfies(s -> assertThat(s.uuid()).isNull());
        assertThat(framework.events(SchedulerEvent.Failure.class)).hasSize(1);
        assertThat(master.snapshot().unreachableAgents()).containsOnlyKeys(agent.id());
        assertThat(master.snapshot().unreachableTasks()).hasSize(1);
        assertThat(master.committed())
                .hasAtLeastOneElementOfType(RegistryChange.MarkUnreachable.class);
    }

    @Test
    void resumesTheTasksOfAnUnreachableAgentThatReturns() {
        FakeFramework framework =
                master.framework().capable(Capability.PARTITION_AWARE).subscribe();
        FakeAgent agent = agentWithTask(framework).fallSilent();
        master.pass(LONG_SILENCE);

        agent.speakAgain().reregister();

        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(framework.lastUpdate().reason())
                .isEqualTo(StatusReason.REASON_AGENT_REREGISTERED);
        assertThat(master.snapshot().tasks()).extracting(Task::id).containsExactly("t");
        assertThat(master.snapshot().unreachableTasks()).isEmpty();
        assertThat(master.snapshot().unreachableAgents()).isEmpty();
        assertThat(master.committed())
                .hasAtLeastOneElementOfType(RegistryChange.MarkReachable.class);
        assertThat(framework.offer().resources().cpus()).isEqualTo(3.0);
    }

    @Test
    void limitsTheRateOfRemovals() {
        MasterFixture limited = new MasterFixture(Configs.removalRate(1, Duration.ofMinutes(10)));
        limited.agent("cpus:1;mem:64").register().fallSilent();
        limited.agent("cpus:1;mem:64").register().fallSilent();
        limited.pass(LONG_SILENCE);
        assertThat(limited.snapshot().agents().size()).isEqualTo(1);
        limited.pass(Duration.ofMinutes(10));
        assertThat(limited.snapshot().agents().size()).isZero();
    }

    @Test
    void anAnswerTakesBackARemovalThatWaitsForItsPermit() {
        MasterFixture limited = new MasterFixture(Configs.removalRate(1, Duration.ofMinutes(10)));
        limited.agent("cpus:1;mem:64").register().fallSilent();
        FakeAgent second = limited.agent("cpus:1;mem:64").register().fallSilent();
        limited.pass(LONG_SILENCE);
        second.speakAgain();
        limited.pass(Duration.ofMinutes(11));
        assertThat(limited.snapshot().agents()).extracting(Agent::id).containsExactly(second.id());
        assertThat(limited.snapshot().counters().total("slave_unreachable_canceled")).isEqualTo(1);
    }

    @Test
    void keepsCheckpointedTasksThroughADisconnection() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        int writes = master.committed().size();

        agent.disconnect();
        assertThat(framework.updates()).isEmpty();
        agent.reregister();

        assertThat(framework.updates()).isEmpty();
        assertThat(master.snapshot().tasks()).hasSize(1);
        assertThat(master.committed()).hasSize(writes);
        assertThat(agent.commands(AgentCommand.Reregistered.class)).hasSize(1);
        assertThat(agent.commands(AgentCommand.ReconcileTasks.class)).isEmpty();
    }

    @Test
    void losesTasksOfFrameworksThatDoNotCheckpointAtOnce() {
        FakeFramework framework =
                master.framework().with(s -> Samples.checkpointing(s, false, 60)).subscribe();
        FakeAgent agent = agentWithTask(framework);

        agent.disconnect();

        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_LOST);
        assertThat(framework.lastUpdate().reason())
                .isEqualTo(StatusReason.REASON_AGENT_DISCONNECTED);
        assertThat(master.snapshot().tasks()).isEmpty();
        agent.reregister();
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(master.snapshot().tasks()).hasSize(1);
    }

    @Test
    void asksAReturningAgentAboutTasksItDoesNotList() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        agent.disconnect().reregister(List.of());
        assertThat(agent.commands(AgentCommand.ReconcileTasks.class))
                .containsExactly(new AgentCommand.ReconcileTasks(framework.id(), List.of("t")));
        assertThat(master.snapshot().tasks()).hasSize(1);
        agent.update(
                "t",
                TaskState.TASK_LOST,
                StatusSource.SOURCE_AGENT,
                StatusReason.REASON_AGENT_RESTARTED);
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_LOST);
    }

    @Test
    void repeatsAKillThatTheAgentMissed() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        agent.disconnect();
        framework.call(c -> new SchedulerCall.Kill(c, "t", null, Payload.EMPTY, null));
        agent.reregister();
        assertThat(agent.commands(AgentCommand.KillTask.class))
                .containsExactly(new AgentCommand.KillTask(framework.id(), "t", Payload.EMPTY));
    }

    @Test
    void ignoresAKillThatNamesAnotherAgent() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        framework.call(c -> new SchedulerCall.Kill(c, "t", "m-S9", Payload.EMPTY, null));
        assertThat(agent.commands(AgentCommand.KillTask.class)).isEmpty();
        framework.call(c -> new SchedulerCall.Kill(c, "t", agent.id(), Payload.EMPTY, null));
        framework.call(c -> new SchedulerCall.Kill(c, "t", agent.id(), Payload.EMPTY, null));
        assertThat(agent.commands(AgentCommand.KillTask.class)).hasSize(2);
    }

    @Test
    void tellsAnAgentThatWasMarkedGoneToShutDown() {
        FakeFramework framework =
                master.framework().capable(Capability.PARTITION_AWARE).subscribe();
        FakeAgent agent = agentWithTask(framework);
        CallHandle call = master.newCall();
        master.step(new OperatorCall.MarkAgentGone(call, agent.id()));

        assertThat(master.outcome(call)).isEqualTo(new Outcome.Ok());
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_GONE_BY_OPERATOR);
        assertThat(agent.commands(AgentCommand.Shutdown.class)).hasSize(1);
        agent.reregister();
        assertThat(agent.commands(AgentCommand.Shutdown.class)).hasSize(2);
        assertThat(agent.connected()).isFalse();
        assertThat(master.snapshot().agents().size()).isZero();
        CallHandle unknown = master.newCall();
        master.step(new OperatorCall.MarkAgentGone(unknown, "nobody"));
        assertThat(master.outcome(unknown)).isInstanceOf(Outcome.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({
        "false, TASK_LOST, REASON_AGENT_REMOVED",
        "true, TASK_GONE_BY_OPERATOR, REASON_AGENT_REMOVED_BY_OPERATOR"
    })
    void endsTheTasksOfAnUnreachableAgentThatIsMarkedGone(
            boolean aware, TaskState end, StatusReason reason) {
        FakeFramework framework = master.framework();
        if (aware) {
            framework.capable(Capability.PARTITION_AWARE);
        }
        framework.subscribe();
        FakeAgent agent = agentWithTask(framework).fallSilent();
        master.pass(LONG_SILENCE);
        framework.forgetEvents();

        master.step(new OperatorCall.MarkAgentGone(master.newCall(), agent.id()));

        assertThat(framework.lastUpdate())
                .satisfies(s -> assertThat(s.state()).isEqualTo(end))
                .satisfies(s -> assertThat(s.reason()).isEqualTo(reason))
                .satisfies(s -> assertThat(s.uuid()).isNull());
        assertThat(framework.updates()).hasSize(1);
        assertThat(master.snapshot().unreachableTasks()).isEmpty();
        assertThat(master.snapshot().completedTasks()).extracting(Task::state).containsExactly(end);
    }

    @Test
    void forgetsTheTasksOfAnUnreachableAgentWithTheAgent() {
        FakeFramework framework =
                master.framework().capable(Capability.PARTITION_AWARE).subscribe();
        agentWithTask(framework).fallSilent();
        master.pass(LONG_SILENCE);
        assertThat(master.snapshot().unreachableTasks()).hasSize(1);

        master.pass(Duration.ofDays(15));

        assertThat(master.snapshot().unreachableAgents()).isEmpty();
        assertThat(master.snapshot().unreachableTasks()).isEmpty();
    }

    @Test
    void anAgentThatUnregistersIsGoneAtOnce() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        agent.unregister();
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_LOST);
        assertThat(framework.lastUpdate().unreachableTime()).isNull();
        assertThat(master.snapshot().agents().size()).isZero();
    }

    @Test
    void reportsAnExecutorsEndAndFreesIt() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        ExecutorSpec executor = Samples.executor("e", ExecutorSpec.Type.CUSTOM, "cpus:0.5;mem:64");
        framework.launch(
                framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128", executor));
        assertThat(master.snapshot().executors()).hasSize(1);
        assertThat(master.snapshot().agents().iterator().next().allocated().cpus()).isEqualTo(1.5);

        master.step(new AgentMessage.ExecutorExited(agent.link(), framework.id(), "e", 768));

        assertThat(framework.events(SchedulerEvent.Failure.class))
                .containsExactly(new SchedulerEvent.Failure(agent.id(), "e", 768));
        assertThat(master.snapshot().executors()).isEmpty();
        assertThat(master.snapshot().agents().iterator().next().allocated().cpus()).isEqualTo(1.0);
    }

    @Test
    void offersListTheExecutorsOfTheFrameworkThere() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        ExecutorSpec executor = Samples.executor("e", ExecutorSpec.Type.CUSTOM, "cpus:0.5;mem:64");
        framework.launch(
                framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128", executor));
        master.pass(Duration.ofSeconds(7));
        assertThat(framework.events(SchedulerEvent.Offers.class).getLast().offers())
                .singleElement()
                .satisfies(o -> assertThat(o.executorIds()).containsExactly("e"));
    }

    @Test
    void anExecutorWhoseOnlyLaunchWasDroppedIsForgotten() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        ExecutorSpec executor = Samples.executor("e", ExecutorSpec.Type.CUSTOM, "cpus:0.5;mem:64");
        framework.launch(
                framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128", executor));
        agent.update(
                "t", TaskState.TASK_LOST, StatusSource.SOURCE_AGENT, StatusReason.REASON_GC_ERROR);
        assertThat(master.snapshot().executors()).isEmpty();
    }

    @Test
    void shutsACompletedFrameworkDownOnAnAgentThatReturns() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        agent.disconnect();
        framework.call(SchedulerCall.Teardown::new);
        agent.reregister();
        assertThat(agent.commands(AgentCommand.ShutdownFramework.class))
                .containsExactly(new AgentCommand.ShutdownFramework(framework.id()));
        assertThat(master.snapshot().tasks()).isEmpty();
    }

    @Test
    void passesMessagesBothWays() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        Payload data = Payload.of(new byte[] {1, 2});
        framework.call(c -> new SchedulerCall.MessageToExecutor(c, agent.id(), "e", data));
        master.step(new AgentMessage.MessageFromExecutor(agent.link(), framework.id(), "e", data));
        framework.call(c -> new SchedulerCall.MessageToExecutor(c, "m-S9", "e", data));
        framework.call(c -> new SchedulerCall.ShutdownExecutor(c, agent.id(), "e"));

        assertThat(agent.commands(AgentCommand.MessageExecutor.class)).hasSize(1);
        assertThat(framework.events(SchedulerEvent.Message.class))
                .containsExactly(new SchedulerEvent.Message(agent.id(), "e", data));
        assertThat(agent.commands(AgentCommand.ShutdownExecutor.class)).hasSize(1);
        assertThat(master.snapshot().counters().total("invalid_framework_to_executor_messages"))
                .isEqualTo(1);
    }

    @Test
    void forwardsARepeatedUpdateAgainAndKeepsOneStatus() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        StatusSpec finished = agent.update("t", TaskState.TASK_FINISHED);
        agent.resend(finished);
        assertThat(framework.states())
                .containsExactly(TaskState.TASK_FINISHED, TaskState.TASK_FINISHED);
        assertThat(master.snapshot().tasks().iterator().next().statuses()).hasSize(2);
    }

    @Test
    void holdsUpdatesBackForADisconnectedFrameworkAndItHearsThemAgainLater() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = agentWithTask(framework);
        framework.disconnect();
        StatusSpec finished = agent.update("t", TaskState.TASK_FINISHED);
        framework.subscribe();
        assertThat(framework.updates()).isEmpty();
        agent.resend(finished);
        framework.acknowledgeAll();
        assertThat(master.snapshot().tasks()).isEmpty();
        assertThat(agent.commands(AgentCommand.AcknowledgeUpdate.class)).hasSize(1);
    }

    @Test
    void aTaskGroupGoesToTheAgentAsOne() {
        FakeFramework framework = master.framework().subscribe();
        FakeAgent agent = master.agent("cpus:4;mem:1024;disk:1024").register();
        framework.accept(
                framework.offer(),
                new Operation.LaunchGroup(
                        null,
                        Samples.executor("e", ExecutorSpec.Type.DEFAULT, "cpus:0.1;mem:32;disk:10"),
                        List.of(
                                Samples.task("a", agent.id(), "cpus:1;mem:128"),
                                Samples.task("b", agent.id(), "cpus:1;mem:128"))));
        assertThat(agent.commands(AgentCommand.RunTaskGroup.class))
                .singleElement()
                .satisfies(g -> assertThat(g.tasks()).hasSize(2));
        assertThat(master.snapshot().agents().iterator().next().allocated().cpus()).isEqualTo(2.1);
    }
}
