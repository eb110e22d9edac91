package io.mesocosm.crds.app;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import io.mesocosm.crds.condition.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an App, read from Marathon. */
public record AppStatus(
        @JsonPropertyDescription("The metadata.generation that Marathon was last given.")
                @Nullable Long observedGeneration,
        @JsonPropertyDescription("The MesosCluster that it was given to, as namespace/name.")
                @Nullable String cluster,
        @JsonPropertyDescription("The app's path in Marathon.") @Nullable String id,
        @JsonPropertyDescription("The version that Marathon gave the definition.")
                @Nullable String version,
        @StatusReplicas @JsonPropertyDescription("Tasks staged or running.")
                @Nullable Integer instances,
        @JsonPropertyDescription("Tasks that run.") @Nullable Integer running,
        @JsonPropertyDescription("Tasks that run and pass their health checks.")
                @Nullable Integer healthy,
        @JsonPropertyDescription("The deployment under way.") @Nullable String deployment,
        @JsonPropertyDescription("The last task that failed.") @Nullable LastFailure lastFailure,
        @JsonPropertyDescription("Name of the Service that leads to the tasks' ports.")
                @Nullable String service,
        @JsonPropertyDescription(
                        "Addresses of the first 100 running tasks; all are in the EndpointSlices of the Service.")
                @Nullable List<Endpoint> endpoints,
        @LabelSelector @JsonPropertyDescription("For the scale subresource.")
                @Nullable String selector,
        @JsonPropertyDescription("Accepted, Deployed and Ready.")
                @Nullable List<Condition> conditions) {

    /** The last task that failed. */
    public record LastFailure(
            @JsonPropertyDescription("The task.") @Nullable String taskId,
            @JsonPropertyDescription("Where it ran.") @Nullable String host,
            @JsonPropertyDescription("Its last state.") @Nullable String state,
            @JsonPropertyDescription("Why, in Mesos's words.") @Nullable String message,
            @JsonPropertyDescription("When.") @Nullable String timestamp) {}

    /** Where a task is reached. */
    public record Endpoint(
            @JsonPropertyDescription("The task.") String task,
            @JsonPropertyDescription("Its address.") String address,
            @JsonPropertyDescription("Its ports, in the order of the app's.") List<Integer> ports,
            @JsonPropertyDescription("Whether it takes requests.") boolean ready) {}
}
