package io.mesocosm.master.server.trace;

import static java.util.Objects.requireNonNull;

import io.mesocosm.master.core.effect.AgentCommand;
import io.mesocosm.master.core.effect.OperatorEvent;
import io.mesocosm.master.core.effect.SchedulerEvent;
import io.mesocosm.master.core.input.SchedulerCall;
import io.mesocosm.master.core.operation.Operation;
import io.mesocosm.master.core.task.TaskKey;
import io.mesocosm.master.core.task.TaskSpec;
import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.telemetry.OngoingSpans;
import io.mesocosm.telemetry.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The span of each launch, from the ACCEPT that asks for it to TASK_RUNNING or whatever else
 * becomes of it. The core knows of none: a task's key is enough to find its span again, on its way
 * to the agent and at its end. Any thread.
 */
public final class LaunchTraces {
    private static final String SPAN = "master.launch";

    private final Tracing tracing;
    private final OngoingSpans<TaskKey> launches = new OngoingSpans<>();

    public LaunchTraces(Tracing tracing) {
        this.tracing = requireNonNull(tracing, "tracing");
    }

    /**
     * Before the core is given a call; the headers are those of its request.
     *
     * @return the launches that it asks for, if spans are made of them
     */
    public List<TaskKey> received(SchedulerCall call, Function<String, @Nullable String> header) {
        if (!tracing.isOn()
                || !(call instanceof SchedulerCall.Accept accept)
                || accept.operations().isEmpty()) {
            return List.of();
        }
        Context caller = tracing.received(header);
        String framework = accept.context().frameworkId();
        List<TaskKey> begun = new ArrayList<>();
        tasks(accept)
                .forEach(
                        task -> {
                            TaskKey key = new TaskKey(framework, task.id());
                            if (launches.begin(key, () -> begun(framework, task, caller))) {
                                begun.add(key);
                            }
                        });
        return begun;
    }

    private Span begun(String framework, TaskSpec task, Context caller) {
        return tracing.span(SPAN)
                .setParent(caller)
                .setAttribute("mesos.framework.id", framework)
                .setAttribute("mesos.task.id", task.id())
                .setAttribute("mesos.agent.id", task.agentId())
                .startSpan();
    }

    private static Stream<TaskSpec> tasks(SchedulerCall.Accept accept) {
        return accept.operations().stream()
                .flatMap(
                        operation ->
                                switch (operation) {
                                    case Operation.Launch launch -> launch.tasks().stream();
                                    case Operation.LaunchGroup group -> group.tasks().stream();
                                    case Operation.Convert _,
                                            Operation.Unsupported _,
                                            Operation.Unknown _ ->
                                            Stream.empty();
                                });
    }

    /** The call that asked for these launches was not taken at all. */
    public void refused(List<TaskKey> begun, String why) {
        for (TaskKey task : begun) {
            Span span = launches.take(task);
            if (span != null) {
                span.setStatus(StatusCode.ERROR, why);
                span.end();
            }
        }
    }

    /** What an agent continues with this command; empty for nothing. */
    public String traceparent(AgentCommand command) {
        if (!tracing.isOn()) {
            return "";
        }
        if (command instanceof AgentCommand.RunTask run) {
            return traceparent(run.framework().id(), run.task());
        }
        return command instanceof AgentCommand.RunTaskGroup run
                ? traceparent(run.framework().id(), run.tasks().getFirst())
                : "";
    }

    private String traceparent(String framework, TaskSpec task) {
        return Tracing.traceparent(launches.under(new TaskKey(framework, task.id())));
    }

    /** A framework is told. */
    public void told(String framework, SchedulerEvent event) {
        if (tracing.isOn() && event instanceof SchedulerEvent.Update update) {
            ended(new TaskKey(framework, update.status().taskId()), update.status().state());
        }
    }

    /** Subscribers are told, of frameworks too that are away. */
    public void told(OperatorEvent event) {
        if (tracing.isOn() && event instanceof OperatorEvent.TaskUpdated updated) {
            ended(updated.task().key(), updated.state());
        }
    }

    private void ended(TaskKey task, TaskState state) {
        if (state == TaskState.TASK_STAGING
                || state == TaskState.TASK_STARTING
                || state == TaskState.TASK_KILLING) {
            return;
        }
        Span span = launches.take(task);
        if (span != null) {
            span.setAttribute("mesos.task.state", state.name());
            if (state != TaskState.TASK_RUNNING && state != TaskState.TASK_FINISHED) {
                span.setStatus(StatusCode.ERROR, state.name());
            }
            span.end();
        }
    }
}
