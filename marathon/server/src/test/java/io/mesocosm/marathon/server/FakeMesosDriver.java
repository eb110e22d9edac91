package io.mesocosm.marathon.server;

import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.instance.CheckResult;
import io.mesocosm.marathon.core.instance.Placement;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.offer.OfferedResource;
import io.mesocosm.marathon.core.offer.PortRange;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.telemetry.Tracing;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One large agent that runs whatever it is given and obeys every kill at once. */
final class FakeMesosDriver implements Driver {

    private final Map<String, TaskSpec> tasks = new LinkedHashMap<>();
    private final AtomicInteger offers = new AtomicInteger();
    private Consumer<Input> inputs = input -> {};
    final Map<String, String> traces = new ConcurrentHashMap<>();
    volatile boolean generous = true;
    volatile boolean runs = true;

    @Override
    public synchronized void start(
            @Nullable String frameworkId, Consumer<Input> sink, BooleanSupplier permit) {
        inputs = sink;
        inputs.accept(
                new Input.Subscribed(
                        frameworkId == null ? "framework-1" : frameworkId, "master:5050"));
    }

    synchronized void offer() {
        List<PortRange> ports = List.of(new PortRange(31000, 32000));
        inputs.accept(
                new Input.Offers(
                        List.of(
                                new Offer(
                                        "offer-" + offers.incrementAndGet(),
                                        new Placement("agent-1", "127.0.0.1", Map.of(), null, null),
                                        "*",
                                        List.of(
                                                new OfferedResource(
                                                        0, "cpus", "*", 100_000, List.of()),
                                                new OfferedResource(
                                                        1, "mem", "*", 100_000_000, List.of()),
                                                new OfferedResource(2, "ports", "*", 0, ports)),
                                        null))));
    }

    @Override
    public synchronized void perform(Effect.ToMesos call) {
        switch (call) {
            case Effect.Revive _ -> {
                if (generous) {
                    offer();
                }
            }
            case Effect.Accept accept ->
                    accept.tasks()
                            .forEach(
                                    t -> {
                                        tasks.put(t.taskId().value(), t);
                                        traces.put(
                                                t.taskId().value(),
                                                Tracing.traceparent(Context.current()));
                                        if (runs) {
                                            tell(t, TaskState.TASK_RUNNING);
                                        }
                                    });
            case Effect.Kill kill -> {
                TaskSpec task = tasks.remove(kill.taskId());
                if (task != null) {
                    tell(task, TaskState.TASK_KILLED);
                }
            }
            case Effect.Decline _,
                    Effect.Suppress _,
                    Effect.Acknowledge _,
                    Effect.Reconcile _,
                    Effect.UpdateRoles _ -> {}
        }
    }

    private void tell(TaskSpec task, TaskState state) {
        tell(task, state, null);
    }

    private void tell(TaskSpec task, TaskState state, @Nullable CheckResult check) {
        inputs.accept(
                new Input.Update(
                        new Input.Status(
                                task.taskId().value(),
                                state,
                                task.agentId(),
                                "uuid",
                                "",
                                false,
                                null,
                                List.of(),
                                check)));
    }

    /** The checks of all tasks have found this. */
    synchronized void checked(CheckResult check) {
        tasks.values().forEach(t -> tell(t, TaskState.TASK_RUNNING, check));
    }

    synchronized void fail(String app) {
        for (TaskSpec task : new ArrayList<>(tasks.values())) {
            if (task.app().id().value().equals(app)) {
                tasks.remove(task.taskId().value());
                tell(task, TaskState.TASK_FAILED);
            }
        }
    }

    synchronized List<TaskSpec> tasks() {
        return List.copyOf(tasks.values());
    }

    @Override
    public void close() {}
}
