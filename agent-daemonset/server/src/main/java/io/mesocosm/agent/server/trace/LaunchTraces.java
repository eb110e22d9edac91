package io.mesocosm.agent.server.trace;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Effect;
import io.mesocosm.agent.core.Input;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.core.executor.ExecutorSpec;
import io.mesocosm.agent.core.task.Status;
import io.mesocosm.agent.core.task.TaskKey;
import io.mesocosm.agent.core.task.TaskSpec;
import io.mesocosm.agent.core.task.TaskState;
import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.telemetry.OngoingSpans;
import io.mesocosm.telemetry.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The span of each launch, from the master's message to TASK_RUNNING or whatever else becomes of
 * it, and those of its parts. The core knows of none: a task's key is enough to find its span
 * again. Any thread.
 */
public final class LaunchTraces {
    private static final String LAUNCH = "agent.launch";
    private static final String FETCH = "agent.fetch";
    private static final String CONTAINER = "agent.container";
    private static final String IMAGE = "agent.image";

    private final Tracing tracing;
    private final Supplier<String> agentId;
    private final OngoingSpans<TaskKey> launches = new OngoingSpans<>();

    /** The task that each executor is started for. */
    private final Map<ExecutorKey, TaskKey> firsts = new ConcurrentHashMap<>();

    public LaunchTraces(Tracing tracing, Supplier<String> agentId) {
        this.tracing = requireNonNull(tracing, "tracing");
        this.agentId = requireNonNull(agentId, "agentId");
    }

    // ------------------------------------------------------------ a launch

    /**
     * Before the core is given what a master says.
     *
     * @param traceparent of what the master has begun; empty if that is nothing
     */
    public void heard(Input input, String traceparent) {
        if (!tracing.isOn()) {
            return;
        }
        if (input instanceof Input.RunTask run) {
            begin(run.task(), run.executor(), traceparent);
        } else if (input instanceof Input.RunTaskGroup run) {
            run.tasks().forEach(task -> begin(task, run.executor(), traceparent));
        }
    }

    private void begin(TaskSpec task, @Nullable ExecutorSpec executor, String traceparent) {
        TaskKey key = task.key();
        boolean begun =
                launches.begin(
                        key,
                        () ->
                                tracing.span(LAUNCH)
                                        .setParent(Tracing.of(traceparent))
                                        .setAttribute("mesos.framework.id", key.frameworkId())
                                        .setAttribute("mesos.task.id", key.taskId())
                                        .setAttribute("mesos.agent.id", agentId.get())
                                        .startSpan());
        if (begun && executor != null) {
            firsts.putIfAbsent(executor.key(), key);
        }
    }

    /** The master is told. */
    public void told(TaskKey task, Status status) {
        TaskState state = status.state();
        if (!tracing.isOn()
                || state == TaskState.STAGING
                || state == TaskState.STARTING
                || state == TaskState.KILLING) {
            return;
        }
        Span span = launches.take(task);
        if (span != null) {
            span.setAttribute("mesos.task.state", state.wireName());
            if (state != TaskState.RUNNING && state != TaskState.FINISHED) {
                span.setStatus(StatusCode.ERROR, state.wireName() + ": " + status.message());
            }
            span.end();
            firsts.values().remove(task);
        }
    }

    // ------------------------------------------------------------ its parts

    /** The fetching of what the task or its executor needs; to be ended by {@link #ended}. */
    public Span fetch(Effect.LaunchContainer launch) {
        return part(FETCH, launch);
    }

    /** The start of a container; to be ended by {@link #launched}. */
    public Span container(Effect.LaunchContainer launch) {
        return part(CONTAINER, launch);
    }

    private Span part(String name, Effect.LaunchContainer launch) {
        Context under = tracing.isOn() ? under(launch) : Context.root();
        // What an agent does for itself, to containers of before, is of no trace.
        return Span.fromContext(under).getSpanContext().isValid()
                ? tracing.span(name)
                        .setParent(under)
                        .setAttribute("mesos.container.id", launch.container().toString())
                        .startSpan()
                : Span.getInvalid();
    }

    private Context under(Effect.LaunchContainer launch) {
        TaskSpec task = launch.task();
        TaskKey key = task == null ? firsts.get(launch.executor().key()) : task.key();
        return key == null ? Context.root() : launches.under(key);
    }

    /** The end of a part. */
    public static void ended(Span part, @Nullable String fault) {
        if (fault != null) {
            part.setStatus(StatusCode.ERROR, fault);
        }
        part.end();
    }

    /** The end of a container's start, which tells how long its image was waited for. */
    public void launched(Span container, @Nullable LaunchResult result) {
        switch (result) {
            case LaunchResult.Launched(_, var image) -> {
                if (image != null && container.getSpanContext().isValid()) {
                    tracing.span(IMAGE)
                            .setParent(Tracing.under(container))
                            .setStartTimestamp(image.from())
                            .startSpan()
                            .end(image.until());
                }
                ended(container, null);
            }
            case LaunchResult.LaunchFailure(_, String message) -> ended(container, message);
            case null -> ended(container, "the containerizer has failed");
        }
    }
}
