package io.mesocosm.marathon.server.trace;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.marathon.core.Effect;
import io.mesocosm.marathon.core.Input;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.TaskState;
import io.mesocosm.marathon.core.launch.TaskSpec;
import io.mesocosm.marathon.core.path.PathId;
import io.mesocosm.marathon.server.loop.Driver;
import io.mesocosm.telemetry.OngoingSpans;
import io.mesocosm.telemetry.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The span of each deployment, under the request that began it, and under it that of each launch.
 * The core knows of none: its events and effects tell where they begin and end, and the context of
 * a request is the present one while the core's thread takes its step. Any thread.
 */
public final class DeploymentTraces {
    private static final String DEPLOYMENT = "marathon.deployment";
    private static final String LAUNCH = "marathon.launch";

    private final Tracing tracing;

    /** By the deployment's id. */
    private final OngoingSpans<String> deployments = new OngoingSpans<>();

    /** Which apps those deployments concern. */
    private final Map<String, Set<PathId>> affected = new ConcurrentHashMap<>();

    /** By the task's id. */
    private final OngoingSpans<String> launches = new OngoingSpans<>();

    private volatile String framework = "";

    public DeploymentTraces(Tracing tracing) {
        this.tracing = requireNonNull(tracing, "tracing");
    }

    // ------------------------------------------------------------ what begins them

    /** The API, which what its requests say of a trace is the present context of. */
    public Endpoint around(Endpoint api) {
        return tracing.isOn()
                ? exchange -> {
                    try (Scope _ = tracing.received(exchange::header).makeCurrent()) {
                        api.answer(exchange);
                    }
                }
                : api;
    }

    // ------------------------------------------------------------ deployments

    /** Before subscribers are told; on the core's thread. */
    public void told(Event event) {
        if (!tracing.isOn()) {
            return;
        }
        if (event instanceof Event.DeploymentInfo(Plan plan, _)) {
            if (deployments.begin(plan.id(), () -> begun(plan))) {
                affected.put(plan.id(), plan.affectedApps());
            }
        } else if (event instanceof Event.DeploymentSucceeded(Plan plan)) {
            ended(plan, null);
        } else if (event instanceof Event.DeploymentFailed(Plan plan, String reason)) {
            ended(plan, reason);
        }
    }

    private Span begun(Plan plan) {
        SpanBuilder span =
                tracing.span(DEPLOYMENT)
                        .setParent(Context.current())
                        .setAttribute("marathon.deployment.id", plan.id());
        Set<PathId> apps = plan.affectedApps();
        if (apps.size() == 1) {
            span.setAttribute("marathon.app.id", apps.iterator().next().value());
        }
        return span.startSpan();
    }

    private void ended(Plan plan, @Nullable String fault) {
        affected.remove(plan.id());
        Span span = deployments.take(plan.id());
        if (span != null) {
            if (fault != null) {
                span.setStatus(StatusCode.ERROR, fault);
            }
            span.end();
        }
    }

    // ------------------------------------------------------------ launches

    /** A driver whose launches have spans; it accepts with the first of them as present context. */
    public Driver over(Driver driver) {
        return tracing.isOn() ? new Traced(driver) : driver;
    }

    private final class Traced implements Driver {
        private final Driver driver;

        Traced(Driver driver) {
            this.driver = driver;
        }

        @Override
        public void start(
                @Nullable String frameworkId, Consumer<Input> inputs, BooleanSupplier permit) {
            driver.start(
                    frameworkId,
                    input -> {
                        if (input instanceof Input.Update(Input.Status status)) {
                            heard(status);
                        } else if (input instanceof Input.Subscribed subscribed) {
                            framework = subscribed.frameworkId();
                        }
                        inputs.accept(input);
                    },
                    permit);
        }

        @Override
        public void perform(Effect.ToMesos call) {
            if (call instanceof Effect.Accept accept && !accept.tasks().isEmpty()) {
                accept.tasks().forEach(DeploymentTraces.this::launching);
                String first = accept.tasks().getFirst().taskId().value();
                try (Scope _ = launches.under(first).makeCurrent()) {
                    driver.perform(call);
                }
            } else {
                driver.perform(call);
            }
        }

        @Override
        public void close() {
            driver.close();
        }
    }

    private void launching(TaskSpec task) {
        String id = task.taskId().value();
        launches.begin(
                id,
                () ->
                        tracing.span(LAUNCH)
                                .setParent(deploymentOf(task.app().id()))
                                .setAttribute("marathon.app.id", task.app().id().value())
                                .setAttribute("mesos.framework.id", framework)
                                .setAttribute("mesos.task.id", id)
                                .setAttribute("mesos.agent.id", task.agentId())
                                .startSpan());
    }

    /** An instance that takes the place of one that failed belongs to no deployment. */
    private Context deploymentOf(PathId app) {
        return affected.entrySet().stream()
                .filter(deployment -> deployment.getValue().contains(app))
                .findFirst()
                .map(deployment -> deployments.under(deployment.getKey()))
                .orElse(Context.root());
    }

    private void heard(Input.Status status) {
        TaskState state = status.state();
        if (state == TaskState.TASK_STAGING
                || state == TaskState.TASK_STARTING
                || state == TaskState.TASK_KILLING) {
            return;
        }
        Span span = launches.take(status.taskId());
        if (span != null) {
            span.setAttribute("mesos.task.state", state.name());
            if (state != TaskState.TASK_RUNNING && state != TaskState.TASK_FINISHED) {
                span.setStatus(StatusCode.ERROR, state + ": " + status.message());
            }
            span.end();
        }
    }
}
