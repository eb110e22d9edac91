package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.SchedulerCall.OperationQuery;
import io.mesocosm.master.core.input.SchedulerCall.TaskQuery;
import io.mesocosm.master.core.operation.OperationStatus;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec §1.6, row by row. */
class ReconciliationTest {
    private static final Instant LONG_AGO = MasterFixture.START.minus(Duration.ofDays(1));

    private static MasterFixture masterWith(boolean recovering) {
        return new MasterFixture(
                MasterConfig.defaults("m"),
                new RegistryContent(
                        recovering
                                ? Map.of("recovered", Samples.agent("cpus:1", "10.1.1.1:5051"))
                                : Map.of(),
                        Map.of("unreachable", LONG_AGO),
                        Map.of("gone", LONG_AGO),
                        Map.of(),
                        Map.of(),
                        Map.of()));
    }

    private static FakeFramework framework(MasterFixture master, boolean aware) {
        FakeFramework framework = master.framework();
        if (aware) {
            framework.capable(Capability.PARTITION_AWARE);
        }
        framework.subscribe();
        return framework;
    }

    private static void ask(FakeFramework framework, String taskId, @Nullable String agentId) {
        framework.call(
                c -> new SchedulerCall.Reconcile(c, List.of(new TaskQuery(taskId, agentId))));
    }

    @ParameterizedTest
    @CsvSource({
        "registered,  TASK_GONE,             TASK_LOST, false",
        "unreachable, TASK_UNREACHABLE,      TASK_LOST, true",
        "gone,        TASK_GONE_BY_OPERATOR, TASK_LOST, false",
        "nobody,      TASK_UNKNOWN,          TASK_LOST, false",
        ",            TASK_UNKNOWN,          TASK_LOST, false",
    })
    void answersForAnUnknownTaskByWhatItsAgentIs(
            String where, TaskState aware, TaskState plain, boolean timed) {
        for (boolean partitionAware : new boolean[] {true, false}) {
            MasterFixture master = masterWith(false);
            FakeAgent agent = master.agent("cpus:4;mem:1024").register();
            FakeFramework framework = framework(master, partitionAware);

            ask(framework, "t", "registered".equals(where) ? agent.id() : where);

            assertThat(framework.lastUpdate())
                    .satisfies(s -> assertThat(s.state()).isEqualTo(partitionAware ? aware : plain))
                    .satisfies(s -> assertThat(s.uuid()).isNull())
                    .satisfies(s -> assertThat(s.source()).isEqualTo(StatusSource.SOURCE_MASTER))
                    .satisfies(
                            s ->
                                    assertThat(s.reason())
                                            .isEqualTo(StatusReason.REASON_RECONCILIATION))
                    .satisfies(
                            s ->
                                    assertThat(s.unreachableTime())
                                            .isEqualTo(timed ? LONG_AGO : null));
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "registered,  OPERATION_UNKNOWN,          Operation is unknown",
                "unreachable, OPERATION_UNREACHABLE,      Agent is unreachable",
                "gone,        OPERATION_GONE_BY_OPERATOR, Agent marked gone by operator",
                "recovered,   OPERATION_RECOVERING,       Agent is recovered but has not re-registered",
                "nobody,      OPERATION_UNKNOWN,          Both operation and agent are unknown",
                ",  OPERATION_UNKNOWN, Operation is unknown and no 'agent_id' was provided",
            })
    void answersForAnUnknownOperationByWhatItsAgentIs(
            @Nullable String where, OperationStatus.State state, String message) {
        MasterFixture master = masterWith(true);
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = framework(master, true);
        String asked = "registered".equals(where) ? agent.id() : where;

        framework.call(
                c ->
                        new SchedulerCall.ReconcileOperations(
                                c, List.of(new OperationQuery("op", asked, "provider"))));

        assertThat(framework.events(SchedulerEvent.UpdateOperation.class))
                .containsExactly(
                        new SchedulerEvent.UpdateOperation(
                                new OperationStatus(
                                        "op",
                                        state,
                                        "Reconciliation: " + message,
                                        asked,
                                        "provider")));
    }

    @ParameterizedTest
    @CsvSource({"recovered", "''"})
    void isSilentWhileTheTasksAgentMayStillComeBack(String where) {
        MasterFixture master = masterWith(true);
        FakeFramework framework = framework(master, true);
        ask(framework, "t", where.isEmpty() ? null : where);
        assertThat(framework.updates()).isEmpty();
    }

    @Test
    void answersForAKnownTaskWithWhatTheFrameworkWasToldLast() {
        MasterFixture master = masterWith(false);
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = framework(master, true);
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        ask(framework, "t", null);
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_STAGING);

        agent.update("t", TaskState.TASK_RUNNING);
        ask(framework, "t", agent.id());

        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(framework.lastUpdate().uuid()).isNull();
        assertThat(framework.lastUpdate().encoded()).isNull();
        assertThat(framework.lastUpdate().evidence()).isNotNull();
        assertThat(framework.lastUpdate().reason()).isEqualTo(StatusReason.REASON_RECONCILIATION);
    }

    @Test
    void implicitReconciliationTellsOfEveryTaskHeldTerminalOnesIncluded() {
        MasterFixture master = masterWith(false);
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = framework(master, true);
        framework.launch(
                framework.offer(),
                Samples.task("a", agent.id(), "cpus:1;mem:128"),
                Samples.task("b", agent.id(), "cpus:1;mem:128"),
                Samples.task("c", agent.id(), "cpus:1;mem:128"));
        agent.update("a", TaskState.TASK_FINISHED);
        agent.update("b", TaskState.TASK_FINISHED);
        framework.acknowledge(framework.lastUpdate());
        framework.forgetEvents();

        framework.call(c -> new SchedulerCall.Reconcile(c, List.of()));

        assertThat(framework.updates())
                .extracting(s -> s.taskId() + " " + s.state())
                .containsExactlyInAnyOrder("a TASK_FINISHED", "c TASK_STAGING");
    }

    @Test
    void aTaskOnAnUnreachableAgentIsFoundWithoutNamingTheAgent() {
        MasterFixture master = masterWith(false);
        FakeAgent agent = master.agent("cpus:4;mem:1024").register();
        FakeFramework framework = framework(master, true);
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.fallSilent();
        master.pass(Duration.ofSeconds(95));
        framework.forgetEvents();
        ask(framework, "t", null);
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_UNREACHABLE);
        assertThat(framework.lastUpdate().agentId()).isEqualTo(agent.id());
    }

    @Test
    void killingAnUnknownTaskReconcilesIt() {
        MasterFixture master = masterWith(false);
        FakeFramework framework = framework(master, true);
        framework.call(c -> new SchedulerCall.Kill(c, "t", "gone", Payload.EMPTY, null));
        assertThat(framework.lastUpdate().state()).isEqualTo(TaskState.TASK_GONE_BY_OPERATOR);
    }
}
