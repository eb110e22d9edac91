package io.mesocosm.operator.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppStatus;
import io.mesocosm.crds.app.AppStatus.Endpoint;
import io.mesocosm.crds.app.AppStatus.LastFailure;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.condition.Conditions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out an App's status from what Marathon says of it. */
final class AppState {
    static final String ACCEPTED = "Accepted";
    static final String DEPLOYED = "Deployed";
    static final String READY = "Ready";

    private static final int MOST_ENDPOINTS = 100;

    private final JsonNode live;
    private final int wanted;
    private final Conditions conditions;

    private AppState(JsonNode live, int wanted, Conditions conditions) {
        this.live = live;
        this.wanted = wanted;
        this.conditions = conditions;
    }

    /** The app as the Marathon of a cluster shows it, with its tasks. */
    record Seen(
            ClusterName cluster,
            JsonNode app,
            Endpoints endpoints,
            @Nullable String service,
            @Nullable Long generation) {}

    /** The status; Deployed and Ready are filled in on the way, Accepted is there before. */
    static AppStatus of(App app, Seen seen, Conditions conditions) {
        Integer instances = app.getSpec().instances();
        AppState state = new AppState(seen.app, instances == null ? 1 : instances, conditions);
        LastFailure failure = state.failure();
        state.deployed();
        state.ready(failure);
        List<Endpoint> endpoints =
                seen.endpoints.tasks().stream()
                        .limit(MOST_ENDPOINTS)
                        .map(t -> new Endpoint(t.task(), t.address(), t.ports(), t.ready()))
                        .toList();
        return new AppStatus(
                seen.generation,
                seen.cluster.toString(),
                AppDefinition.id(app),
                state.live.path("version").asText(null),
                state.count("tasksStaged") + state.count("tasksRunning"),
                state.count("tasksRunning"),
                state.healthy(),
                state.deployment(),
                failure,
                seen.service,
                endpoints,
                AppService.selector(app),
                conditions.list());
    }

    private int count(String name) {
        return live.path(name).asInt();
    }

    /** Marathon counts as healthy what its checks have seen; without checks, what runs is. */
    private int healthy() {
        return live.path("healthChecks").isEmpty() ? count("tasksRunning") : count("tasksHealthy");
    }

    private @Nullable String deployment() {
        return live.path("deployments").path(0).path("id").asText(null);
    }

    private @Nullable LastFailure failure() {
        JsonNode failure = live.path("lastTaskFailure");
        return failure.isObject()
                ? new LastFailure(
                        failure.path("taskId").asText(null),
                        failure.path("host").asText(null),
                        failure.path("state").asText(null),
                        failure.path("message").asText(null),
                        failure.path("timestamp").asText(null))
                : null;
    }

    private void deployed() {
        if (conditions.get(DEPLOYED).isPresent()) {
            return;
        }
        String deployment = deployment();
        if (deployment == null) {
            conditions.set(DEPLOYED, true, "Deployed", "Marathon runs this definition");
        } else {
            conditions.set(
                    DEPLOYED,
                    false,
                    "Deploying",
                    "deployment %s is under way: %s".formatted(deployment, progress()));
        }
    }

    private String progress() {
        return "%d of %d tasks run, %d are healthy"
                .formatted(count("tasksRunning"), wanted, healthy());
    }

    private void ready(@Nullable LastFailure failure) {
        if (!conditions.holds(ACCEPTED)) {
            conditions
                    .get(ACCEPTED)
                    .ifPresent(c -> conditions.set(READY, false, c.reason(), c.message()));
        } else if (healthy() < wanted) {
            String why =
                    failure == null
                            ? ""
                            : "; last failure: task %s on %s, %s: %s"
                                    .formatted(
                                            failure.taskId(),
                                            failure.host(),
                                            failure.state(),
                                            failure.message());
            conditions.set(READY, false, "NotAllHealthy", progress() + why);
        } else if (!conditions.holds(DEPLOYED)) {
            conditions
                    .get(DEPLOYED)
                    .ifPresent(c -> conditions.set(READY, false, c.reason(), c.message()));
        } else {
            conditions.set(READY, true, "Ready", progress());
        }
    }
}
