package io.mesocosm.e2e.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.wire.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mistakes in an app.json get Marathon's status and words (marathon.md §1.2, §2.2). */
@Tag("e2e")
class BadAppTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create().withMarathon();

    private final RawMarathon marathon = new RawMarathon(CLUSTER.marathon());

    @AfterEach
    void goesOnAndHasTakenNothing() {
        assertThat(marathon.endpoint().get("/ping").text()).isEqualTo("pong");
        assertThat(marathon.endpoint().get("/v2/apps").json().path("apps")).isEmpty();
        assertThat(marathon.endpoint().get("/v2/deployments").json()).isEmpty();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("{", 400, "Invalid JSON"),
                Arguments.of("{'id':'a','cmd':'x','cpus':'much'}", 422, "/cpus"),
                Arguments.of(
                        "{'id':'a'}",
                        422,
                        "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'."),
                Arguments.of("{'id':'a','cmd':'x','args':['y']}", 422, "AppDefinition must either"),
                Arguments.of("{'id':'/Not_An_Id','cmd':'x'}", 422, "/id"),
                Arguments.of(
                        "{'id':'a','cmd':'x','ports':[8000,8000]}", 422, "ports must be unique"),
                Arguments.of("{'id':'a','cmd':'x','instances':-1}", 422, "/instances"),
                Arguments.of(
                        "{'id':'a','cmd':'x','upgradeStrategy':{'minimumHealthCapacity':2,'maximumOverCapacity':0}}",
                        422,
                        "/upgradeStrategy/minimumHealthCapacity"),
                Arguments.of(
                        "{'id':'a','cmd':'x','healthChecks':[{'protocol':'HTTP','portIndex':7}]}",
                        422,
                        "Health check port indices must address an element of the ports array or container port mappings."),
                Arguments.of(
                        "{'id':'a','cmd':'x','networks':[{'mode':'host'}],'ipAddress':{}}",
                        422,
                        "must not specify both networks and ipAddress"),
                Arguments.of(
                        "{'id':'a','cmd':'x','ports':[1],'portDefinitions':[{'port':2}]}",
                        422,
                        "cannot specify both ports and port definitions"),
                Arguments.of(
                        "{'id':'a','cmd':'x','constraints':[['hostname','NEARBY']]}",
                        422,
                        "/constraints"),
                Arguments.of(
                        "{'id':'a','cmd':'x','dependencies':['/a']}",
                        422,
                        "Dependency graph has cyclic dependencies."),
                Arguments.of("{'id':'a','cmd':'x','cpus':-1}", 422, "/cpus"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void namesTheMistake(String app, int status, String said) {
        Answer answer = marathon.endpoint().post("/v2/apps", app.replace('\'', '"'));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.text()).contains(said);
        assertThat(answer.json().has("message")).isTrue();
        assertThat(answer.header("content-type")).startsWith("application/json");
    }

    @Test
    void namesAllMistakesOfOneFileAtOnce() {
        Answer answer =
                marathon.endpoint()
                        .post(
                                "/v2/apps",
                                """
                                {"id":"/Not_An_Id","cmd":"x","cpus":-1,"mem":-1,"disk":-1,"instances":-1,
                                 "backoffFactor":0.5,"ports":[8000,8000],
                                 "upgradeStrategy":{"minimumHealthCapacity":2,"maximumOverCapacity":-1},
                                 "constraints":[["hostname","NEARBY"]]}
                                """);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.json().path("message").asText()).isEqualTo("Object is not valid");
        assertThat(answer.json().path("details").size()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void saysThatSomethingDoesNotExist() {
        assertThat(marathon.endpoint().get("/v2/apps/nobody").json().path("message").asText())
                .isEqualTo("App '/nobody' does not exist");
        assertThat(marathon.endpoint().get("/v2/apps/nobody").status()).isEqualTo(404);
        assertThat(marathon.endpoint().get("/v2/groups/nobody").status()).isEqualTo(404);
        Answer none = marathon.endpoint().get("/v2/no-such-thing");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.json().path("message").asText()).isEqualTo("URI not found");
    }

    @Test
    void refusesAnAppThatExistsAlready() {
        marathon.create("{\"id\":\"/twice\",\"cmd\":\"x\",\"instances\":0}");
        Answer again = marathon.endpoint().post("/v2/apps", "{\"id\":\"/twice\",\"cmd\":\"x\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("message").asText())
                .isEqualTo("An app with id [/twice] already exists.");
        assertThat(again.json().has("deployments")).isFalse();
        marathon.delete("twice");
    }
}
