package io.mesocosm.master.core;

import static io.mesocosm.master.core.task.TaskState.TASK_FINISHED;
import static io.mesocosm.master.core.task.TaskState.TASK_RUNNING;
import static io.mesocosm.master.core.task.TaskState.TASK_STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.snapshot.Counters;
import io.mesocosm.master.core.task.StatusReason;
import io.mesocosm.master.core.task.StatusSource;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The way of one task: subscribe, offer, accept, run, finish, acknowledge. */
class LaunchTest {
    private final MasterFixture master = new MasterFixture();
    private final FakeAgent agent =
            master.agent("cpus:4;mem:1024;disk:4096;ports:[31000-32000]").register();
    private final FakeFramework framework = master.framework().subscribe();

    @Test
    void offersAWholeAgentToTheFirstFramework() {
        assertThat(framework.offer().agentId()).isEqualTo(agent.id());
        assertThat(framework.offer().resources().unallocate())
                .isEqualTo(Resources.parse("cpus:4;mem:1024;disk:4096;ports:[31000-32000]"));
        assertThat(framework.offer().role()).isEqualTo("*");
        assertThat(framework.offer().id()).isEqualTo("m-O0");
    }

    @Test
    void sendsTheTaskToTheAgentAndRecordsIt() {
        Outcome outcome =
                framework.launch(
                        framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));

        assertThat(outcome).isEqualTo(new Outcome.Accepted());
        assertThat(agent.commands(AgentCommand.RunTask.class))
                .singleElement()
                .satisfies(run -> assertThat(run.task().id()).isEqualTo("t"))
                .satisfies(run -> assertThat(run.role()).isEqualTo("*"))
                .satisfies(run -> assertThat(run.framework().id()).isEqualTo(framework.id()));
        assertThat(master.snapshot().tasks()).extracting(Task::id).containsExactly("t");
        assertThat(master.published())
                .filteredOn(OperatorEvent.TaskAdded.class::isInstance)
                .hasSize(1);
        assertThat(master.snapshot().agents().find(a -> true))
                .satisfies(
                        a ->
                                assertThat(a.allocated().unallocate())
                                        .isEqualTo(Resources.parse("cpus:1;mem:128")));
    }

    @Test
    void forwardsUpdatesAndPassesAcknowledgementsOn() {
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));

        agent.update("t", TASK_STARTING);
        framework.acknowledge(framework.lastUpdate());
        agent.update("t", TASK_RUNNING);
        framework.acknowledge(framework.lastUpdate());

        assertThat(framework.states()).containsExactly(TASK_STARTING, TASK_RUNNING);
        assertThat(framework.lastUpdate().executorId()).isEqualTo("t");
        assertThat(framework.lastUpdate().encoded()).isNotNull();
        assertThat(agent.commands(AgentCommand.AcknowledgeUpdate.class)).hasSize(2);
    }

    @Test
    void freesResourcesWhenATaskEndsButKeepsItUntilAcknowledged() {
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:4;mem:1024"));
        agent.update("t", TASK_RUNNING);
        agent.update("t", TASK_FINISHED);

        assertThat(master.snapshot().tasks().size()).isEqualTo(1);
        assertThat(master.snapshot().agents().iterator().next().allocated().isEmpty()).isTrue();
        framework.acknowledgeAll();
        assertThat(master.snapshot().tasks().size()).isZero();
        assertThat(master.snapshot().completedTasks()).extracting(Task::id).containsExactly("t");
        master.pass(Duration.ofSeconds(7));
        assertThat(framework.offers().stream().map(Offer::resources).map(Resources::cpus))
                .contains(4.0);
    }

    @Test
    void acknowledgingAnEarlierUpdateDoesNotEndATerminalTask() {
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.update("t", TASK_RUNNING);
        agent.update("t", TASK_FINISHED);

        framework.acknowledge(framework.updates().getFirst());

        assertThat(master.snapshot().tasks().size()).isEqualTo(1);
    }

    @Test
    void reoffersLeftoversAfterTheDefaultFilter() {
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        master.pass(Duration.ofMillis(4900));
        assertThat(framework.offers()).isEmpty();
        master.pass(Duration.ofMillis(1200));
        assertThat(framework.offer().resources().cpus()).isEqualTo(3.0);
    }

    @Test
    void sendsNothingOfTheOfferBackForANewTaskThatTakesAll() {
        framework.launch(
                framework.offer(),
                Samples.task("t", agent.id(), "cpus:4;mem:1024;disk:4096;ports:[31000-32000]"));
        master.pass(Duration.ofSeconds(20));
        assertThat(framework.events(SchedulerEvent.Offers.class)).hasSize(1);
    }

    @Test
    void countsWhatTheMetricsAsk() {
        framework.launch(framework.offer(), Samples.task("t", agent.id(), "cpus:1;mem:128"));
        agent.update(
                "t",
                TaskState.TASK_FAILED,
                StatusSource.SOURCE_AGENT,
                StatusReason.REASON_CONTAINER_LIMITATION_MEMORY);

        Counters counters = master.snapshot().counters();
        assertThat(counters.total("tasks_failed")).isEqualTo(1);
        assertThat(counters.total("slave_registrations")).isEqualTo(1);
        assertThat(counters.total("task_failed/source_slave/reason_container_limitation_memory"))
                .isEqualTo(1);
        assertThat(counters.frameworks().get(framework.id()))
                .containsEntry("calls/accept", 1L)
                .containsEntry("calls/subscribe", 1L)
                .containsEntry("events/update", 1L)
                .containsEntry("offers/accepted", 1L);
    }

    @Test
    void wakesUpForItsNextTimer() {
        Master bare =
                new Master(MasterConfig.defaults("m"), RegistryContent.EMPTY, MasterFixture.START);
        assertThat(bare.step(List.of(), MasterFixture.START).wakeAt())
                .isEqualTo(MasterFixture.START.plusSeconds(1));
    }
}
