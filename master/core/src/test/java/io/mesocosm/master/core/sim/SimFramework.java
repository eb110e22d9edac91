package io.mesocosm.master.core.sim;

import io.mesocosm.master.core.Payload;
import io.mesocosm.master.core.Samples;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.framework.OfferConstraintsSpec;
import io.mesocosm.master.core.input.CallContext;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.input.SchedulerCall.TaskQuery;
import io.mesocosm.master.core.input.StreamClosed;
import io.mesocosm.master.core.input.StreamHandle;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.StatusUuid;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.master.core.task.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A scheduler that launches, kills, acknowledges and reconciles, and loses its stream at times. */
final class SimFramework {
    private final World world;
    private final SimMaster master;
    private final String prefix;
    private final Map<String, TaskState> believed = new LinkedHashMap<>();
    private FrameworkSpec spec;
    private @Nullable StreamHandle stream;
    private @Nullable Wire wire;
    private String streamId = "";
    private int launched;
    private boolean over;

    SimFramework(World world, SimMaster master, int number) {
        this.world = world;
        this.master = master;
        this.prefix = "f" + number + "-";
        this.spec = Samples.checkpointing(Samples.framework(), number % 2 == 0, 90);
        world.in(world.between(0, 1000), this::subscribe);
        world.in(world.between(1000, 2000), this::live);
    }

    private void subscribe() {
        if (stream != null || over) {
            return;
        }
        StreamHandle opened = master.open(this);
        Wire fresh = new Wire(world);
        stream = opened;
        wire = fresh;
        streamId = "stream-" + opened.id();
        SchedulerCall call =
                new SchedulerCall.Subscribe(
                        master.call(this),
                        opened,
                        streamId,
                        null,
                        null,
                        spec.id(),
                        spec,
                        Set.of(),
                        OfferConstraintsSpec.NONE);
        fresh.out(() -> master.give(call));
    }

    private void live() {
        if (world.mishap(0.02)) {
            breakStream();
        }
        if (world.chance(0.1)) {
            reconcile();
        }
        if (!world.isCalm() && world.chance(0.2)) {
            alive().stream()
                    .skip(world.below(Math.max(1, alive().size())))
                    .findFirst()
                    .ifPresent(
                            t ->
                                    call(
                                            c ->
                                                    new SchedulerCall.Kill(
                                                            c, t, null, Payload.EMPTY, null)));
        }
        world.in(world.between(500, 1500), this::live);
    }

    /** Asks about all tasks it takes for alive, or about whatever the master holds. */
    private void reconcile() {
        if (world.chance(0.5)) {
            call(c -> new SchedulerCall.Reconcile(c, List.of()));
            return;
        }
        List<TaskQuery> queries = alive().stream().map(t -> new TaskQuery(t, null)).toList();
        if (!queries.isEmpty()) {
            call(c -> new SchedulerCall.Reconcile(c, queries));
        }
    }

    private void breakStream() {
        StreamHandle ended = stream;
        if (ended == null) {
            return;
        }
        master.forget(ended);
        int term = master.term();
        world.in(
                world.between(0, 1000),
                () -> {
                    if (term == master.term()) {
                        master.give(new StreamClosed(ended));
                    }
                });
        streamBroke();
    }

    void streamBroke() {
        if (wire != null) {
            wire.breakNow();
        }
        wire = null;
        stream = null;
        world.in(
                world.mishap(0.1) ? world.between(60_000, 120_000) : world.between(50, 5000),
                this::subscribe);
    }

    void close(StreamHandle ended) {
        Wire closing = wire;
        if (closing != null && ended.equals(stream)) {
            closing.close(this::streamBroke);
        }
    }

    void deliver(StreamHandle on, SchedulerEvent event) {
        Wire present = wire;
        if (present != null && on.equals(stream)) {
            present.back(() -> take(event));
        }
    }

    private void take(SchedulerEvent event) {
        switch (event) {
            case SchedulerEvent.Subscribed subscribed ->
                    spec = spec.withId(subscribed.frameworkId());
            case SchedulerEvent.Offers offers -> offers.offers().forEach(o -> answer(o.offer()));
            case SchedulerEvent.Update update -> heard(update.status());
            case SchedulerEvent.Failed failed -> {
                if (failed.message().equals("Framework has been removed")) {
                    over = true;
                }
            }
            default -> {
                // Nothing to do about heartbeats, rescinds and failures.
            }
        }
    }

    private void answer(Offer offer) {
        if (world.isCalm() || world.chance(0.3)) {
            call(c -> new SchedulerCall.Decline(c, List.of(offer.id()), 1.0));
            return;
        }
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i <= world.below(3); i++) {
            String task = prefix + launched++;
            tasks.add(Samples.task(task, offer.agentId(), "cpus:0.5;mem:64"));
            believed.put(task, TaskState.TASK_STAGING);
        }
        List<String> offers =
                world.mishap(0.05) ? List.of(offer.id(), "nothing") : List.of(offer.id());
        call(
                c ->
                        new SchedulerCall.Accept(
                                c, offers, List.of(new Operation.Launch(null, tasks)), 1.0));
    }

    private void heard(TaskStatus status) {
        believed.put(status.taskId(), status.state());
        String agentId = status.agentId();
        StatusUuid uuid = status.uuid();
        if (uuid != null && agentId != null) {
            call(c -> new SchedulerCall.Acknowledge(c, agentId, status.taskId(), uuid));
        }
    }

    private void call(Function<CallContext, SchedulerCall> build) {
        Wire present = wire;
        String id = spec.id();
        if (present == null || id == null) {
            return;
        }
        String used = streamId;
        present.out(
                () -> master.give(build.apply(new CallContext(master.call(this), id, used, null))));
    }

    private List<String> alive() {
        return believed.entrySet().stream()
                .filter(e -> !e.getValue().isTerminal())
                .map(Map.Entry::getKey)
                .toList();
    }

    Map<String, TaskState> believed() {
        return believed;
    }

    boolean isOver() {
        return over;
    }

    String id() {
        String id = spec.id();
        return id == null ? "" : id;
    }

    int launched() {
        return launched;
    }
}
