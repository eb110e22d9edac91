package io.mesocosm.operator.app;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppStatus;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.connection.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What Marathon is given of an App, and what becomes of its answer. */
class AppStateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final App app = Golden.read("app/web.yaml", App.class);
    private final ObjectNode live = (ObjectNode) json(Golden.text("app/web.json")).path("app");

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private AppStatus status() {
        Conditions conditions = new Conditions(null, 4L, Instant.parse("2026-01-01T00:00:00Z"));
        conditions.set(AppState.ACCEPTED, true, "Accepted", "");
        return AppState.of(
                app,
                new AppState.Seen(
                        new ClusterName("mesos", "prod"), live, Endpoints.of(live), "web", 4L),
                conditions);
    }

    private static Condition condition(AppStatus status, String type) {
        return requireNonNull(status.conditions()).stream()
                .filter(c -> c.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void givesMarathonTheSpecAsItIsWithItsIdAndItsOwner() {
        Golden.compare(
                "app/web.definition.json",
                AppDefinition.of(app, Optional.empty()).toPrettyString() + "\n");
    }

    @Test
    void makesAServiceAndASliceForEachSetOfPorts() {
        Endpoints endpoints = Endpoints.of(live);
        List<HasMetadata> objects = new ArrayList<>(AppService.service(app, endpoints));
        objects.addAll(AppService.slices(app, endpoints));
        Golden.compare("app/web.objects.yaml", objects);
    }

    @Test
    void reachesContainersOnTheirOwnNetworkByTheirAddresses() {
        live.putArray("networks").addObject().put("mode", "container").put("name", "net");
        live.putObject("container")
                .putArray("portMappings")
                .addObject()
                .put("containerPort", 80)
                .put("servicePort", 10000)
                .put("name", "http");
        Endpoints endpoints = Endpoints.of(live);
        assertThat(endpoints.ports().getFirst().number()).isEqualTo(80);
        assertThat(endpoints.tasks().getFirst().ports()).containsExactly(80);
    }

    @Test
    void leadsNobodyToLoopback() {
        ((ObjectNode) live.path("tasks").path(0)).put("host", "127.0.0.1");
        ((ObjectNode) live.path("tasks").path(1)).put("host", "node-1");
        assertThat(AppService.slices(app, Endpoints.of(live))).hasSize(1);
    }

    @Test
    void needsNoServiceWithoutPorts() {
        live.putArray("portDefinitions");
        assertThat(AppService.service(app, Endpoints.of(live))).isEmpty();
    }

    @Test
    void isNotReadyWhileATaskIsNotHealthyAndSaysWhatFailedLast() {
        AppStatus status = status();
        assertThat(status.running()).isEqualTo(3);
        assertThat(status.healthy()).isEqualTo(2);
        assertThat(condition(status, "Ready").message())
                .isEqualTo(
                        "3 of 3 tasks run, 2 are healthy; last failure: task demo_web.instance-9._app.1 on 10.0.0.9, TASK_FAILED: Command exited with status 3");
        assertThat(condition(status, "Deployed").status()).isEqualTo(Condition.Status.True);
    }

    @Test
    void isReadyWhenAllAreHealthyAndNothingIsBeingDeployed() {
        live.put("tasksHealthy", 3);
        assertThat(condition(status(), "Ready").status()).isEqualTo(Condition.Status.True);
        live.putArray("deployments").addObject().put("id", "d1");
        assertThat(condition(status(), "Ready").reason()).isEqualTo("Deploying");
        assertThat(status().deployment()).isEqualTo("d1");
    }

    @Test
    void countsTasksWithoutChecksAsHealthy() {
        live.putArray("healthChecks");
        live.put("tasksHealthy", 0);
        assertThat(status().healthy()).isEqualTo(3);
    }

    @Test
    void tellsFieldByFieldWhatMarathonRefuses() {
        JsonNode body =
                json(
                        """
                        {"message": "Object is not valid", "details": [
                          {"path": "/healthChecks(0)/port", "errors": ["too big", "odd"]},
                          {"path": "/", "errors": ["nothing to run"]}]}
                        """);
        assertThat(MarathonApps.explain(new Answer(422, body)))
                .isEqualTo("spec.healthChecks[0].port: too big, odd; spec: nothing to run");
        assertThat(MarathonApps.explain(new Answer(403, json("{\"message\": \"too many\"}"))))
                .isEqualTo("Marathon says: too many");
    }
}
