package io.mesocosm.marathon.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Condition;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.core.path.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An app's life through the core: made, launched, scaled, failing, removed. */
class MainPathTest {

    private final Drive drive = new Drive(3, 8);

    private AppDraft app(int instances) {
        AppDraft draft = Drive.draft("/a");
        draft.instances = instances;
        return draft;
    }

    @Test
    void launchesAnAppAndFinishesItsDeployment() {
        assertThat(drive.create(app(3))).isInstanceOf(Outcome.Deployed.class);
        assertThat(drive.core.view().deployments()).hasSize(1);
        drive.runAll();
        assertThat(drive.instances("/a"))
                .extracting(Instance::condition)
                .containsOnly(Condition.RUNNING)
                .hasSize(3);
        assertThat(drive.core.view().deployments()).isEmpty();
        assertThat(drive.events(Event.DeploymentSucceeded.class)).hasSize(1);
    }

    @Test
    void spreadsInstancesOverOffers() {
        drive.create(app(3));
        drive.launch();
        assertThat(drive.mesos.tasks.values())
                .extracting(t -> t.spec.agentId())
                .containsExactlyInAnyOrder("agent-0", "agent-1", "agent-2");
    }

    @Test
    void launchesFiveHundredInstancesOnOneRoundOfOffers() {
        Drive wide = new Drive(3, 100);
        AppDraft draft = app(500);
        draft.ports = List.of();
        wide.create(draft);
        assertThat(wide.launch()).isEqualTo(500);
        assertThat(wide.all(Effect.Accept.class)).hasSize(3);
    }

    @Test
    void refusesAnIdThatIsTaken() {
        drive.create(app(1));
        assertThat(drive.create(app(1)))
                .isEqualTo(new Outcome.Conflict("An app with id [/a] already exists."));
    }

    @Test
    void locksAnAppThatIsBeingDeployed() {
        drive.create(app(1));
        AppDraft more = app(2);
        assertThat(drive.put(more)).isInstanceOf(Outcome.Locked.class);
        Outcome forced =
                drive.ask(
                        new Command.UpdateApp(
                                PathId.of("/a"), more, Command.Mode.PUT, true, Drive.CALLER));
        assertThat(forced).isInstanceOf(Outcome.Deployed.class);
        assertThat(drive.events(Event.DeploymentFailed.class)).hasSize(1);
        drive.runAll();
        assertThat(drive.running()).hasSize(2);
    }

    @Test
    void scalesUpAndDownWithoutTouchingTheOthers() {
        drive.create(app(3));
        drive.runAll();
        List<String> before = List.copyOf(drive.mesos.tasks.keySet());
        AppDraft five = new AppDraft();
        five.id = "/a";
        five.instances = 5;
        drive.put(five);
        drive.runAll();
        assertThat(drive.mesos.tasks.keySet()).containsAll(before).hasSize(5);
        five.instances = 1;
        drive.put(five);
        drive.runAll();
        assertThat(drive.mesos.tasks).hasSize(1);
        assertThat(drive.instances("/a")).hasSize(1);
    }

    @Test
    void sendsTheSameDefinitionAgainWithoutARestart() {
        drive.create(app(2));
        drive.runAll();
        List<String> before = List.copyOf(drive.mesos.tasks.keySet());
        assertThat(drive.put(app(2))).isInstanceOf(Outcome.Deployed.class);
        drive.runAll();
        assertThat(drive.mesos.tasks.keySet()).containsExactlyElementsOf(before);
        assertThat(drive.core.view().deployments()).isEmpty();
    }

    @Test
    void launchesTheSameInstanceAgainAfterItsTaskEnds() {
        drive.create(app(1));
        drive.runAll();
        Instance first = drive.instances("/a").getFirst();
        drive.update(drive.running().getFirst().spec, TaskState.TASK_FAILED);
        assertThat(drive.delay("/a")).isEqualTo(drive.now.plusSeconds(1));
        assertThat(drive.launch()).isZero();
        drive.pass(Duration.ofSeconds(2));
        drive.runAll();
        Instance again = drive.instances("/a").getFirst();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.incarnation()).isEqualTo(2);
        assertThat(drive.core.view().failureOf(PathId.of("/a"))).isNotNull();
    }

    @Test
    void killsWithoutBackOffAndKeepsTheInstance() {
        drive.create(app(2));
        drive.runAll();
        Instance victim = drive.instances("/a").getFirst();
        drive.ask(new Command.KillTasks(List.of(victim.id()), false, false, false));
        drive.runAll();
        assertThat(drive.instances("/a")).extracting(Instance::id).contains(victim.id());
        assertThat(drive.running()).hasSize(2);
        assertThat(drive.instances("/a"))
                .filteredOn(i -> i.id().equals(victim.id()))
                .extracting(Instance::incarnation)
                .containsExactly(2);
    }

    @Test
    void killsAndScales() {
        drive.create(app(3));
        drive.runAll();
        Instance victim = drive.instances("/a").get(1);
        drive.ask(new Command.KillTasks(List.of(victim.id()), true, false, false));
        drive.runAll();
        assertThat(drive.app("/a").instances()).isEqualTo(2);
        assertThat(drive.instances("/a"))
                .hasSize(2)
                .extracting(Instance::id)
                .doesNotContain(victim.id());
    }

    @Test
    void wipesAnInstanceAndMakesANewOne() {
        drive.create(app(2));
        drive.runAll();
        Instance victim = drive.instances("/a").getFirst();
        drive.ask(new Command.KillTasks(List.of(victim.id()), false, true, false));
        drive.runAll();
        assertThat(drive.instances("/a"))
                .hasSize(2)
                .extracting(Instance::id)
                .doesNotContain(victim.id());
        assertThat(drive.running()).hasSize(2);
    }

    @Test
    void removesAnAppWithItsTasks() {
        drive.create(app(3));
        drive.runAll();
        drive.ask(new Command.DeleteApp(PathId.of("/a"), true));
        drive.runAll();
        assertThat(drive.mesos.tasks).isEmpty();
        assertThat(drive.store.instances).isEmpty();
        assertThat(drive.store.apps).isEmpty();
        assertThat(drive.events(Event.AppTerminated.class)).hasSize(1);
    }

    @Test
    void adoptsTasksAfterARestart() {
        drive.create(app(3));
        drive.runAll();
        List<String> before = List.copyOf(drive.mesos.tasks.keySet());
        drive.restart();
        drive.runAll();
        assertThat(drive.mesos.tasks.keySet()).containsExactlyElementsOf(before);
        assertThat(drive.all(Effect.Kill.class)).isEmpty();
        assertThat(drive.all(Effect.Reconcile.class).getFirst().tasks()).hasSize(3);
    }

    @Test
    void asksAtOnceForALaunchThatAnEarlierProcessMayNotHaveSent() {
        drive.create(app(1));
        drive.step(new Input.Offers(drive.mesos.offerAll()));
        drive.restart();
        assertThat(drive.all(Effect.Reconcile.class).getFirst().tasks())
                .extracting(Effect.Reconcile.Known::taskId)
                .containsExactly(TaskId.of(drive.instances("/a").getFirst().id(), 1).value());
    }

    @Test
    void doesNotAskForALaunchOfItsOwnThatMayBeOnItsWay() {
        drive.create(app(1));
        drive.step(new Input.Offers(drive.mesos.offerAll()));
        drive.effects.clear();
        drive.step(new Input.Disconnected());
        drive.step(new Input.Subscribed("framework-1", "master"));
        assertThat(drive.all(Effect.Reconcile.class))
                .singleElement()
                .matches(all -> all.tasks().isEmpty());
    }

    @Test
    void killsTasksItDoesNotKnow() {
        String stranger = "b.instance-0000._app.1";
        drive.step(
                new Input.Update(
                        FakeMesos.status(stranger, TaskState.TASK_RUNNING, "agent-0", "u")));
        assertThat(drive.all(Effect.Kill.class))
                .extracting(Effect.Kill::taskId)
                .containsExactly(stranger);
        assertThat(drive.all(Effect.Acknowledge.class)).hasSize(1);
    }

    @Test
    void suppressesWhenNothingWaitsAndRevivesWhenSomethingDoes() {
        assertThat(drive.all(Effect.Suppress.class)).hasSize(1);
        drive.create(app(1));
        assertThat(drive.all(Effect.Revive.class)).hasSize(1);
        drive.runAll();
        assertThat(drive.all(Effect.Suppress.class)).hasSize(2);
    }

    @Test
    void replacesAnUnreachableInstanceAtOnceByDefault() {
        drive.create(app(1));
        drive.runAll();
        Instance lost = drive.instances("/a").getFirst();
        String task = TaskId.of(lost.id(), 1).value();
        drive.mesos.tasks.values().iterator().next().state = TaskState.TASK_UNREACHABLE;
        drive.step(
                new Input.Update(
                        FakeMesos.status(task, TaskState.TASK_UNREACHABLE, "agent-0", "u")));
        drive.runAll();
        assertThat(drive.instances("/a"))
                .hasSize(1)
                .extracting(Instance::id)
                .doesNotContain(lost.id());
        drive.step(
                new Input.Update(FakeMesos.status(task, TaskState.TASK_RUNNING, "agent-0", "v")));
        assertThat(drive.all(Effect.Kill.class)).extracting(Effect.Kill::taskId).contains(task);
    }
}
