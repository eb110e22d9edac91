package io.mesocosm.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.framework.Frameworks;
import io.mesocosm.e2e.framework.RawScheduler;
import io.mesocosm.e2e.framework.Tasks;
import io.mesocosm.e2e.wire.Json;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Subscribing, failing over, reconciling, and the offers a scheduler sees (mesos.md §1). */
@Tag("e2e")
class SchedulerTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create();

    @Test
    void subscribesWithAnIdAHeartbeatAndOffers() {
        try (RawScheduler scheduler = subscribed("first")) {
            JsonNode subscribed =
                    scheduler.log().await("SUBSCRIBED", e -> RawScheduler.isType(e, "SUBSCRIBED"));
            assertThat(scheduler.frameworkId()).matches("[0-9a-f-]{36}-[0-9]{4,}");
            assertThat(scheduler.streamId()).isNotEmpty();
            assertThat(subscribed.at("/subscribed/heartbeat_interval_seconds").asDouble())
                    .isEqualTo(15.0);
            assertThat(subscribed.at("/subscribed/master_info/port").asInt())
                    .isEqualTo(CLUSTER.master().port());
            scheduler.log().await("HEARTBEAT", e -> RawScheduler.isType(e, "HEARTBEAT"));
            assertThat(scheduler.log().all().get(1).path("type").asText()).isEqualTo("HEARTBEAT");

            JsonNode offer = scheduler.log().takeOffer(1, 64);
            assertThat(offer.at("/id/value").asText()).matches("[0-9a-f-]{36}-O[0-9]+");
            assertThat(offer.at("/agent_id/value").asText()).matches("[0-9a-f-]{36}-S[0-9]+");
            assertThat(offer.at("/url/path").asText()).isEqualTo("/slave(1)");
            assertThat(offer.at("/allocation_info/role").asText()).isEqualTo("e2e");
            assertThat(offer.path("resources")).isNotEmpty();
            assertThat(offer.at("/resources/0").has("role")).isFalse();
        }
    }

    @Test
    void givesAnOldFrameworkTheOldFormatOfResources() {
        try (RawScheduler scheduler =
                new RawScheduler(CLUSTER.master(), Frameworks.old("old")).subscribe()) {
            JsonNode offer = scheduler.log().takeOffer(1, 64);
            assertThat(offer.has("allocation_info")).isFalse();
            assertThat(Json.elements(offer.path("resources")))
                    .allMatch(resource -> resource.path("role").asText().equals("*"))
                    .noneMatch(resource -> resource.has("allocation_info"));
        }
    }

    @Test
    void aSecondSubscribeTakesOverAndEndsTheFirstStreamWithAnError() {
        RawScheduler old = subscribed("failing-over");
        old.launch(Tasks.command("kept", "exec tail -f /dev/null"));
        old.awaitState("kept", "TASK_RUNNING");
        try (RawScheduler next =
                new RawScheduler(CLUSTER.master(), Frameworks.modern("failing-over"))
                        .as(old.frameworkId())
                        .subscribe()) {
            JsonNode error = old.log().await("ERROR", e -> RawScheduler.isType(e, "ERROR"));
            assertThat(error.at("/error/message").asText()).isEqualTo("Framework failed over");
            old.log().await("the end of the stream", e -> RawScheduler.isType(e, "CLOSED"));
            assertThat(next.frameworkId()).isEqualTo(old.frameworkId());
            assertThat(old.kill("kept").status()).as("the old stream's id").isEqualTo(400);

            next.kill("kept");
            assertThat(next.awaitEnd("kept").path("state").asText()).isEqualTo("TASK_KILLED");
        }
    }

    @Test
    void aFrameworkThatWasTornDownMayNotComeBack() {
        RawScheduler gone = subscribed("gone");
        gone.close();
        RawScheduler again =
                new RawScheduler(CLUSTER.master(), Frameworks.modern("gone"))
                        .as(gone.frameworkId());
        JsonNode error = again.subscribeExpectingError();
        again.disconnect();

        assertThat(error.at("/error/message").asText()).contains("Framework has been removed");
    }

    @Test
    void aFrameworkThatStaysAwayLosesItsTasks() {
        RawScheduler leaving =
                new RawScheduler(
                                CLUSTER.master(),
                                Frameworks.modern("leaving").put("failover_timeout", 1.0))
                        .subscribe();
        leaving.launch(Tasks.command("orphan", "exec tail -f /dev/null"));
        leaving.awaitState("orphan", "TASK_RUNNING");
        leaving.disconnect();

        Awaitility.await("the framework among the completed ones")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                !Json.find(
                                                CLUSTER.master()
                                                        .get("/frameworks")
                                                        .json()
                                                        .path("completed_frameworks"),
                                                "id",
                                                leaving.frameworkId())
                                        .isMissingNode());
    }

    @Test
    void reconcilesOneTaskAndAllTasksAndUnknownOnes() {
        try (RawScheduler scheduler = subscribed("reconciling")) {
            scheduler.launch(Tasks.command("r1", "exec tail -f /dev/null"));
            scheduler.awaitState("r1", "TASK_RUNNING");
            int before = scheduler.log().all().size();
            scheduler.call(
                    Json.of(
                            "{type: 'RECONCILE', reconcile: {tasks: [{task_id: {value: 'r1'}},"
                                    + " {task_id: {value: 'nobody'}, agent_id: {value: 'nowhere'}}]}}"));

            JsonNode known = reconciled(scheduler, before, "r1");
            assertThat(known.path("state").asText()).isEqualTo("TASK_RUNNING");
            assertThat(known.path("source").asText()).isEqualTo("SOURCE_MASTER");
            assertThat(known.has("uuid")).isFalse();
            assertThat(reconciled(scheduler, before, "nobody").path("state").asText())
                    .isEqualTo("TASK_UNKNOWN");

            int afterwards = scheduler.log().all().size();
            scheduler.call(Json.of("{type: 'RECONCILE', reconcile: {tasks: []}}"));
            assertThat(reconciled(scheduler, afterwards, "r1").path("state").asText())
                    .isEqualTo("TASK_RUNNING");
        }
    }

    @Test
    void declinedResourcesComeBackAfterTheFilterAndAtOnceOnRevive() {
        try (RawScheduler scheduler = subscribed("picky")) {
            JsonNode offer = scheduler.log().takeOffer(1, 64);
            scheduler.call(
                    Json.of(
                            "{type: 'DECLINE', decline: {offer_ids: [%s], filters: {refuse_seconds: 3600}}}",
                            offer.path("id")));
            assertThat(scheduler.call(Json.of("{type: 'REVIVE'}")).status()).isEqualTo(202);
            assertThat(scheduler.log().takeOffer(1, 64).path("id")).isNotEqualTo(offer.path("id"));
        }
    }

    @Test
    void anAcceptOfAnOfferThatDoesNotExistDropsItsTasks() {
        try (RawScheduler scheduler = subscribed("late")) {
            JsonNode offer = scheduler.log().takeOffer(1, 64);
            ObjectNode task = Tasks.command("late", "true");
            task.set("agent_id", offer.path("agent_id"));
            ObjectNode operation = Json.of("{type: 'LAUNCH'}");
            operation.putObject("launch").set("task_infos", Json.array(List.of(task)));
            scheduler.accept(Json.of("{id: {value: 'no-such-offer'}}"), operation);

            JsonNode end = scheduler.awaitEnd("late");
            assertThat(end.path("state").asText()).isEqualTo("TASK_DROPPED");
            assertThat(end.path("reason").asText()).isEqualTo("REASON_INVALID_OFFERS");
            assertThat(end.has("uuid")).isFalse();
        }
    }

    @Test
    void aTaskThatIsNotValidIsAnErrorAndTheOthersRun() {
        try (RawScheduler scheduler = subscribed("mixed")) {
            ObjectNode wrong = Tasks.command("wrong", "true");
            wrong.remove("command");
            scheduler.launch(wrong, Tasks.command("right", "true"));

            JsonNode error = scheduler.awaitEnd("wrong");
            assertThat(error.path("state").asText()).isEqualTo("TASK_ERROR");
            assertThat(error.path("reason").asText()).isEqualTo("REASON_TASK_INVALID");
            assertThat(scheduler.awaitEnd("right").path("state").asText())
                    .isEqualTo("TASK_FINISHED");
        }
    }

    @Test
    void operationsThatAreNotCarriedOutAreErrorsAndTheLaunchAmongThemRuns() {
        try (RawScheduler scheduler = subscribed("operating")) {
            JsonNode offer = scheduler.log().takeOffer(1, 64);
            ObjectNode task = Tasks.command("amid", "true");
            task.set("agent_id", offer.path("agent_id"));
            ObjectNode launch = Json.of("{type: 'LAUNCH'}");
            launch.putObject("launch").set("task_infos", Json.array(List.of(task)));
            scheduler.accept(
                    offer,
                    Json.of(
                            """
                            {type: 'RESERVE', id: {value: 'reserving'}, reserve: {resources: [
                              {name: 'cpus', type: 'SCALAR', scalar: {value: 0.1},
                               reservations: [{type: 'DYNAMIC', role: 'e2e'}]}]}}
                            """),
                    Json.of("{type: 'OF_TOMORROW', id: {value: 'passed over'}}"),
                    Json.of("{type: 'DESTROY', id: {value: 'destroying'}, destroy: {volumes: []}}"),
                    launch);

            assertThat(scheduler.awaitEnd("amid").path("state").asText())
                    .isEqualTo("TASK_FINISHED");
            assertThat(
                            scheduler.log().all().stream()
                                    .filter(e -> RawScheduler.isType(e, "UPDATE_OPERATION_STATUS"))
                                    .map(e -> e.at("/update_operation_status/status")))
                    .allMatch(status -> status.path("state").asText().equals("OPERATION_ERROR"))
                    .allMatch(status -> !status.has("uuid"))
                    .extracting(status -> status.at("/operation_id/value").asText())
                    .containsExactly("reserving", "destroying");
        }
    }

    private static JsonNode reconciled(RawScheduler scheduler, int skipped, String task) {
        return scheduler
                .log()
                .awaitAfter(
                        skipped,
                        "a reconciliation of " + task,
                        e ->
                                e.at("/update/status/task_id/value").asText().equals(task)
                                        && e.at("/update/status/reason")
                                                .asText()
                                                .equals("REASON_RECONCILIATION"))
                .at("/update/status");
    }

    private static RawScheduler subscribed(String name) {
        return new RawScheduler(CLUSTER.master(), Frameworks.modern(name)).subscribe();
    }
}
