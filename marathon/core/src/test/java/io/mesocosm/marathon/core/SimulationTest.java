package io.mesocosm.marathon.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Seeded lives of a Marathon: apps change, tasks die, statuses are lost, late and repeated, and the
 * process ends at any step. No task id is ever launched twice, no agent gives more than it has, and
 * once all is calm there are exactly the tasks that the definitions ask for.
 */
class SimulationTest {

    private static final int STEPS = 250;
    private static final List<String> APPS = List.of("/a", "/b", "/g/c");

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= Integer.getInteger("marathon.seeds", 60); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neitherLeaksNorDoublesInstances(long seed) {
        new Life(seed).live();
    }

    /** One life. */
    private static final class Life {
        private final Random random;
        private final FakeMesos mesos = new FakeMesos(4, 4);
        private final FakeStore store = new FakeStore();
        private final List<Input> inFlight = new ArrayList<>();
        private final List<Effect.Accept> late = new ArrayList<>();
        private final Set<String> unacknowledged = new HashSet<>();
        private final TreeMap<String, TaskState> last = new TreeMap<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private MarathonCore core;
        private long number;
        private boolean lossy = true;

        Life(long seed) {
            random = new Random(seed);
            core = new MarathonCore(Settings.DEFAULT, Stored.NOTHING, seed, now);
            inFlight.add(new Input.Subscribed("f", "m"));
        }

        void live() {
            for (int i = 0; i < STEPS; i++) {
                event();
                now = now.plusMillis(random.nextInt(3000));
            }
            calm();
            verify();
        }

        private void event() {
            if (random.nextInt(20) == 0) {
                arrive();
            }
            switch (random.nextInt(10)) {
                case 0 -> command();
                case 1, 2 -> inFlight.add(new Input.Offers(mesos.offerAll()));
                case 3 -> dieSomewhere();
                case 4 -> restart();
                case 5, 6 -> progress();
                default -> deliver();
            }
        }

        /** Calls that were long under way reach the master. */
        private void arrive() {
            late.forEach(this::launch);
            late.clear();
        }

        private void launch(Effect.Accept accept) {
            if (!mesos.accept(accept)) {
                accept.tasks().forEach(t -> drop(new FakeMesos.FakeTask(t)));
            }
        }

        private void command() {
            String app = APPS.get(random.nextInt(APPS.size()));
            PathId id = PathId.of(app);
            boolean force = random.nextBoolean();
            AppDraft draft = Drive.draft(app);
            draft.instances = random.nextInt(5);
            draft.cmd = "sleep " + random.nextInt(3);
            Command command =
                    switch (random.nextInt(6)) {
                        case 0 -> new Command.DeleteApp(id, force);
                        case 1 -> new Command.RestartApp(id, force);
                        case 2 -> killAny(id, force);
                        case 3 -> cancelAny(force);
                        default ->
                                new Command.UpdateApp(
                                        id, draft, Command.Mode.PUT, force, Drive.CALLER);
                    };
            run(List.of(new Input.Request(++number, command, Claim.NONE)));
        }

        private Command killAny(PathId id, boolean force) {
            List<Instance> all = core.view().instances(id);
            return new Command.KillTasks(
                    all.stream().limit(1).map(Instance::id).toList(),
                    random.nextBoolean(),
                    false,
                    force);
        }

        private Command cancelAny(boolean force) {
            List<View.Deployment> running = core.view().deployments();
            String id = running.isEmpty() ? "none" : running.getFirst().plan().id();
            return new Command.CancelDeployment(id, force);
        }

        private void dieSomewhere() {
            List<String> ids = List.copyOf(mesos.tasks.keySet());
            if (!ids.isEmpty()) {
                String id = ids.get(random.nextInt(ids.size()));
                end(id, random.nextBoolean() ? TaskState.TASK_FAILED : TaskState.TASK_FINISHED);
            }
        }

        private void end(String id, TaskState state) {
            FakeMesos.FakeTask task = mesos.tasks.remove(id);
            if (task != null) {
                task.state = state;
                say(task);
            }
        }

        private void say(FakeMesos.FakeTask task) {
            String id = task.spec.taskId().value();
            last.put(id, task.state);
            unacknowledged.add(id);
            Input status =
                    new Input.Update(
                            FakeMesos.status(
                                    id, task.state, task.spec.agentId(), "u-" + task.state));
            if (!lossy || random.nextInt(4) > 0) {
                inFlight.add(status);
                if (random.nextInt(4) == 0) {
                    inFlight.add(status);
                }
            }
        }

        private void progress() {
            for (FakeMesos.FakeTask task : List.copyOf(mesos.tasks.values())) {
                if (task.state == TaskState.TASK_STAGING && random.nextBoolean()) {
                    task.state = TaskState.TASK_RUNNING;
                    say(task);
                }
            }
        }

        private void deliver() {
            List<Input> batch = new ArrayList<>();
            int count = random.nextInt(inFlight.size() + 1);
            for (int i = 0; i < count; i++) {
                batch.add(inFlight.removeFirst());
            }
            batch.add(new Input.Tick());
            run(batch);
        }

        private void restart() {
            inFlight.removeIf(i -> !(i instanceof Input.Update));
            if (lossy) {
                inFlight.clear();
            }
            mesos.offers.keySet().retainAll(late.stream().map(Effect.Accept::offerId).toList());
            core = new MarathonCore(Settings.DEFAULT, store.load(), random.nextLong(), now);
            inFlight.addFirst(new Input.Subscribed("f", "m"));
        }

        private void run(List<Input> batch) {
            Step step = core.step(batch, now);
            boolean crash = lossy && random.nextInt(40) == 0;
            if (crash && random.nextBoolean()) {
                restart();
                return;
            }
            store.apply(step.writes());
            int carriedOut = crash ? random.nextInt(step.effects().size() + 1) : Integer.MAX_VALUE;
            step.effects().stream().limit(carriedOut).forEach(this::carryOut);
            if (crash) {
                restart();
            }
        }

        private void carryOut(Effect effect) {
            switch (effect) {
                case Effect.Accept accept -> {
                    if (lossy && random.nextInt(4) == 0) {
                        late.add(accept);
                    } else {
                        launch(accept);
                    }
                }
                case Effect.Decline decline -> decline.offerIds().forEach(mesos.offers::remove);
                case Effect.Kill kill -> kill(kill);
                case Effect.Acknowledge ack -> unacknowledged.remove(ack.taskId());
                case Effect.Reconcile reconcile -> reconcile(reconcile);
                case Effect.Reply _,
                        Effect.Publish _,
                        Effect.Probe _,
                        Effect.ProbeReadiness _,
                        Effect.Revive _,
                        Effect.Suppress _,
                        Effect.UpdateRoles _ -> {}
            }
        }

        private void drop(FakeMesos.FakeTask task) {
            task.state = TaskState.TASK_DROPPED;
            say(task);
        }

        private void kill(Effect.Kill kill) {
            if (mesos.tasks.containsKey(kill.taskId())) {
                end(kill.taskId(), TaskState.TASK_KILLED);
            } else {
                answer(kill.taskId(), kill.agentId());
            }
        }

        private void answer(String task, @Nullable String agent) {
            FakeMesos.FakeTask known = mesos.tasks.get(task);
            TaskState state = known == null ? TaskState.TASK_GONE : known.state;
            inFlight.add(
                    new Input.Update(
                            new Input.Status(
                                    task, state, agent, null, "", false, null, List.of(), null)));
        }

        private void reconcile(Effect.Reconcile reconcile) {
            if (reconcile.tasks().isEmpty()) {
                mesos.tasks.forEach((id, t) -> answer(id, t.spec.agentId()));
            } else {
                reconcile.tasks().forEach(t -> answer(t.taskId(), t.agentId()));
            }
        }

        /** No more faults; enough time for every timer. */
        private void calm() {
            lossy = false;
            arrive();
            restart();
            for (int i = 0; i < 400; i++) {
                deliverAll();
                mesos.offers.clear();
                inFlight.add(new Input.Offers(mesos.offerAll()));
                progress();
                deliverAll();
                now = now.plus(Duration.ofSeconds(10));
            }
        }

        private void deliverAll() {
            while (!inFlight.isEmpty()) {
                List<Input> batch = List.copyOf(inFlight);
                inFlight.clear();
                run(batch);
            }
            run(List.of(new Input.Tick()));
        }

        private void verify() {
            assertThat(core.view().deployments()).as("deployments left").isEmpty();
            int wanted = 0;
            for (App app : core.view().root().transitiveApps()) {
                wanted += app.instances();
                assertThat(core.view().instances(app.id()))
                        .as("instances of %s", app.id())
                        .hasSize(app.instances())
                        .allMatch(i -> i.task() != null);
            }
            assertThat(core.view().allInstances()).hasSize(wanted);
            assertThat(store.instances).hasSize(wanted);
            assertThat(mesos.tasks.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            core.view().allInstances().stream()
                                    .map(i -> String.valueOf(i.taskId()))
                                    .toList());
        }
    }
}
