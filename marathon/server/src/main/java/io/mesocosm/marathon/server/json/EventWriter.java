package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.deployment.Plan;
import io.mesocosm.marathon.core.event.Event;
import io.mesocosm.marathon.core.instance.Task;
import java.time.Instant;

/** Writes the events of the event stream (spec §7). */
public final class EventWriter {

    /** How much a plan tells in the events of a deployment's steps. */
    public enum PlanFormat {
        /** Ids only, as {@code plan-format=light} asks. */
        LIGHT,
        /**
         * The changed apps from before and after too: clients older than Marathon 1.7 fail without.
         */
        FULL
    }

    private final ObjectNode out = JsonNodeFactory.instance.objectNode();
    private final PlanFormat planFormat;

    private EventWriter(PlanFormat planFormat) {
        this.planFormat = planFormat;
    }

    /** The event; its type stands in the field {@code eventType}. */
    public static ObjectNode write(Event event, Instant now, PlanFormat planFormat) {
        EventWriter writer = new EventWriter(planFormat);
        String type = writer.fields(event);
        writer.out.put("eventType", type);
        writer.out.put("timestamp", Fields.text(now));
        return writer.out;
    }

    private String fields(Event event) {
        return switch (event) {
            case Event.ApiPost e -> {
                out.put("clientIp", e.clientIp()).put("uri", e.uri());
                out.set("appDefinition", AppWriter.write(e.app()));
                yield "api_post_event";
            }
            case Event.StatusUpdate e -> status(e);
            case Event.InstanceChanged e -> changed(e);
            case Event.FrameworkMessage e -> {
                out.put("executorId", e.executorId())
                        .put("slaveId", e.agentId())
                        .put("message", e.message());
                yield "framework_message_event";
            }
            case Event.SchedulerRegistered e -> {
                out.put("frameworkId", e.frameworkId()).put("master", e.master());
                yield e.again() ? "scheduler_reregistered_event" : "scheduler_registered_event";
            }
            case Event.SchedulerDisconnected _ -> "scheduler_disconnected_event";
            case Event.GroupChanged e -> {
                out.put("groupId", e.group().value()).put("version", Fields.text(e.version()));
                yield "group_change_success";
            }
            case Event.GroupChangeFailed e -> {
                out.put("groupId", e.group().value())
                        .put("version", Fields.text(e.version()))
                        .put("reason", e.reason());
                yield "group_change_failed";
            }
            case Event.InstanceHealthChanged _,
                    Event.UnknownInstanceTerminated _,
                    Event.AppTerminated _,
                    Event.HealthCheckAdded _,
                    Event.HealthCheckRemoved _,
                    Event.HealthCheckFailed _,
                    Event.HealthStatusChanged _,
                    Event.UnhealthyKill _ ->
                    health(event);
            case Event.DeploymentInfo _,
                    Event.DeploymentStepSuccess _,
                    Event.DeploymentSucceeded _,
                    Event.DeploymentFailed _ ->
                    deployment(event);
        };
    }

    private String status(Event.StatusUpdate e) {
        Task task = e.task();
        out.put("slaveId", task.placement().agentId());
        out.put("taskId", task.id().value());
        out.put("taskStatus", task.state().name());
        out.put("message", e.message());
        out.put("appId", e.app().value());
        out.put("host", task.placement().host());
        ArrayNode addresses = out.putArray("ipAddresses");
        task.ipAddresses()
                .forEach(
                        a ->
                                addresses
                                        .addObject()
                                        .put("ipAddress", a.address())
                                        .put("protocol", a.protocol()));
        ArrayNode ports = out.putArray("ports");
        task.hostPorts().forEach(ports::add);
        out.put("version", Fields.text(e.version()));
        return "status_update_event";
    }

    private String changed(Event.InstanceChanged e) {
        out.put("instanceId", e.instance().value());
        out.put("condition", e.condition().wire());
        out.put("runSpecId", e.app().value());
        AppWriter.text(out, "agentId", e.agentId());
        AppWriter.text(out, "host", e.host());
        out.put("runSpecVersion", Fields.text(e.version()));
        return "instance_changed_event";
    }

    private String health(Event event) {
        return switch (event) {
            case Event.InstanceHealthChanged e -> {
                out.put("instanceId", e.instance().value()).put("runSpecId", e.app().value());
                out.put("runSpecVersion", Fields.text(e.version()));
                if (e.healthy() != null) {
                    out.put("healthy", e.healthy());
                }
                yield "instance_health_changed_event";
            }
            case Event.UnknownInstanceTerminated e -> {
                out.put("instanceId", e.instance().value())
                        .put("runSpecId", e.app().value())
                        .put("condition", e.condition().wire());
                yield "unknown_instance_terminated_event";
            }
            case Event.AppTerminated e -> {
                out.put("appId", e.app().value());
                yield "app_terminated_event";
            }
            case Event.HealthCheckAdded e -> {
                out.put("appId", e.app().value()).put("version", Fields.text(e.version()));
                out.set("healthCheck", HealthCheckWriter.write(e.check()));
                yield "add_health_check_event";
            }
            case Event.HealthCheckRemoved e -> {
                out.put("appId", e.app().value());
                yield "remove_health_check_event";
            }
            case Event.HealthCheckFailed e -> {
                out.put("appId", e.app().value())
                        .put("taskId", e.instance().value())
                        .put("instanceId", e.instance().value());
                out.set("healthCheck", HealthCheckWriter.write(e.check()));
                yield "failed_health_check_event";
            }
            case Event.HealthStatusChanged e -> {
                out.put("appId", e.app().value())
                        .put("instanceId", e.instance().value())
                        .put("taskId", e.task().value())
                        .put("version", Fields.text(e.version()))
                        .put("alive", e.alive());
                yield "health_status_changed_event";
            }
            case Event.UnhealthyKill e -> unhealthyKill(e);
            default -> throw new IllegalArgumentException("not about health: " + event);
        };
    }

    private String unhealthyKill(Event.UnhealthyKill e) {
        out.put("appId", e.app().value());
        out.put("taskId", e.task().value());
        out.put("instanceId", e.instance().value());
        out.put("version", Fields.text(e.version()));
        out.put("reason", e.reason());
        out.put("host", e.host());
        out.put("slaveId", e.agentId());
        return "unhealthy_instance_kill_event";
    }

    private String deployment(Event event) {
        return switch (event) {
            case Event.DeploymentInfo e -> {
                out.set("plan", plan(e.plan()));
                out.set("currentStep", DeploymentWriter.step(e.step()));
                yield "deployment_info";
            }
            case Event.DeploymentStepSuccess e -> {
                out.set("plan", plan(e.plan()));
                out.set("currentStep", DeploymentWriter.step(e.step()));
                yield "deployment_step_success";
            }
            case Event.DeploymentSucceeded e -> {
                out.put("id", e.plan().id());
                out.set("plan", DeploymentWriter.plan(e.plan()));
                yield "deployment_success";
            }
            case Event.DeploymentFailed e -> {
                out.put("id", e.plan().id()).put("reason", e.reason());
                out.set("plan", DeploymentWriter.plan(e.plan()));
                yield "deployment_failed";
            }
            default -> throw new IllegalArgumentException("not about a deployment: " + event);
        };
    }

    private ObjectNode plan(Plan plan) {
        return switch (planFormat) {
            case LIGHT -> DeploymentWriter.plan(plan);
            case FULL -> DeploymentWriter.fullPlan(plan);
        };
    }
}
