package io.mesocosm.marathon.core;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.draft.AppDraft;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Instance;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.path.PathId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Drives a core against a fake Mesos, a step at a time, in virtual time. */
final class Drive {

    static final Command.Caller CALLER = new Command.Caller("127.0.0.1", "/v2/apps");

    final FakeMesos mesos;
    final FakeStore store = new FakeStore();
    final Settings settings;
    final List<Effect> effects = new ArrayList<>();
    MarathonCore core;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long number;
    private int uuid;

    Drive(int agents, double cpus) {
        this(agents, cpus, Settings.DEFAULT);
    }

    Drive(int agents, double cpus, Settings settings) {
        this.settings = settings;
        mesos = new FakeMesos(agents, cpus);
        core = new MarathonCore(settings, Stored.NOTHING, 1, now);
        step(new Input.Subscribed("framework-1", "master"));
    }

    static AppDraft draft(String id) {
        AppDraft draft = new AppDraft();
        draft.id = id;
        draft.cmd = "sleep 100";
        draft.cpus = 0.1;
        return draft;
    }

    /** One step; writes are stored before the effects are looked at. */
    List<Effect> step(Input... inputs) {
        Step step = core.step(List.of(inputs), now);
        store.apply(step.writes());
        effects.addAll(step.effects());
        return step.effects();
    }

    Outcome ask(Command command) {
        return ask(command, Claim.NONE);
    }

    Outcome ask(Command command, Claim claim) {
        long asked = ++number;
        for (Effect effect : step(new Input.Request(asked, command, claim))) {
            if (effect instanceof Effect.Reply reply && reply.number() == asked) {
                return reply.outcome();
            }
        }
        throw new AssertionError("no reply to " + command);
    }

    Outcome create(AppDraft draft) {
        return ask(new Command.CreateApp(draft, false, CALLER));
    }

    Outcome put(AppDraft draft) {
        return put(draft, Claim.NONE);
    }

    Outcome put(AppDraft draft, Claim claim) {
        PathId id = PathId.of(Objects.requireNonNull(draft.id));
        return ask(new Command.UpdateApp(id, draft, Command.Mode.PUT, false, CALLER), claim);
    }

    /** Offers all there is and lets every launched task run. */
    void runAll() {
        for (int round = 0; round < 50 && move(); round++) {
            now = now.plusMillis(100);
        }
    }

    private boolean move() {
        boolean moved = launch() > 0;
        moved |= obeyKills();
        for (FakeMesos.FakeTask task : List.copyOf(mesos.tasks.values())) {
            if (task.state == TaskState.TASK_STAGING) {
                update(task.spec, TaskState.TASK_RUNNING);
                moved = true;
            }
        }
        return moved;
    }

    /** Offers everything; returns how many tasks were launched. */
    int launch() {
        int launched = 0;
        for (Effect effect : step(new Input.Offers(mesos.offerAll()))) {
            if (effect instanceof Effect.Accept accept) {
                mesos.accept(accept);
                launched += accept.tasks().size();
            }
        }
        mesos.offers.clear();
        return launched;
    }

    boolean obeyKills() {
        boolean any = false;
        for (Effect effect : List.copyOf(effects)) {
            if (effect instanceof Effect.Kill kill && mesos.tasks.containsKey(kill.taskId())) {
                any = true;
                update(mesos.tasks.get(kill.taskId()).spec, TaskState.TASK_KILLED);
            }
        }
        return any;
    }

    void update(TaskSpec spec, TaskState state) {
        FakeMesos.FakeTask task = Objects.requireNonNull(mesos.tasks.get(spec.taskId().value()));
        task.state = state;
        if (state.condition(false).isTerminal()) {
            mesos.tasks.remove(spec.taskId().value());
        }
        step(
                new Input.Update(
                        FakeMesos.status(
                                spec.taskId().value(), state, spec.agentId(), "uuid-" + uuid++)));
    }

    void pass(Duration time) {
        now = now.plus(time);
        step(new Input.Tick());
    }

    /** Ends the process and starts it again from the store. */
    void restart() {
        core = new MarathonCore(settings, store.load(), number + 17, now);
        effects.clear();
        step(new Input.Subscribed("framework-1", "master"));
    }

    List<Instance> instances(String app) {
        return core.view().instances(PathId.of(app));
    }

    App app(String id) {
        return Objects.requireNonNull(core.view().root().app(PathId.of(id)));
    }

    List<FakeMesos.FakeTask> running() {
        return mesos.tasks.values().stream()
                .filter(t -> t.state == TaskState.TASK_RUNNING)
                .toList();
    }

    <T extends Effect> List<T> all(Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends Event> List<T> events(Class<T> type) {
        return all(Effect.Publish.class).stream()
                .map(Effect.Publish::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Nullable Instant delay(String app) {
        return core.view().queue().stream()
                .filter(q -> q.app().id().equals(PathId.of(app)))
                .findFirst()
                .map(View.Queued::delayedUntil)
                .orElse(null);
    }
}
