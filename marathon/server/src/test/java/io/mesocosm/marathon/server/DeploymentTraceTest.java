package io.mesocosm.marathon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.telemetry.RecordedSpans;
import io.mesocosm.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deployment is a span under the request that began it, and its launches are under it. */
class DeploymentTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String GIVEN = "00-" + TRACE + "-" + CALLER + "-01";
    private static final String APP = "{'id':'/a','cmd':'sleep 1','cpus':0.1,'instances':2}";

    private final RecordedSpans recorded = new RecordedSpans();
    private final Telemetry telemetry = recorded.telemetry();
    private final Served marathon = new Served(telemetry);

    @AfterEach
    void close() {
        marathon.close();
        telemetry.close();
    }

    private List<SpanData> ended(String name, int count) {
        await().until(() -> recorded.named(name).size() >= count);
        assertThat(recorded.named(name)).hasSize(count);
        return recorded.named(name);
    }

    private static @Nullable String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    @Test
    void goesFromARequestToTheMaster() {
        Served.Answer answer = marathon.put("/v2/apps/a", APP, GIVEN);
        assertThat(answer.status()).isEqualTo(201);
        SpanData deployment = ended("marathon.deployment", 1).getFirst();
        assertThat(deployment.getTraceId()).isEqualTo(TRACE);
        assertThat(deployment.getParentSpanId()).isEqualTo(CALLER);
        assertThat(deployment.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attribute(deployment, "marathon.deployment.id"))
                .isEqualTo(answer.json().path("deploymentId").asText());
        assertThat(attribute(deployment, "marathon.app.id")).isEqualTo("/a");
        List<SpanData> launches = ended("marathon.launch", 2);
        for (SpanData launch : launches) {
            assertThat(launch.getParentSpanId()).isEqualTo(deployment.getSpanId());
            assertThat(attribute(launch, "mesos.task.state")).isEqualTo("TASK_RUNNING");
            assertThat(attribute(launch, "mesos.framework.id")).isEqualTo("framework-1");
        }
        Set<String> contexts =
                launches.stream()
                        .map(launch -> "00-" + TRACE + "-" + launch.getSpanId() + "-01")
                        .collect(Collectors.toSet());
        assertThat(marathon.mesos.traces.values()).isSubsetOf(contexts);
        assertThat(recorded.differences("marathon.")).isEmpty();
    }

    @Test
    void beginsATraceWhereTheRequestIsOfNone() {
        marathon.running(APP);
        SpanData deployment = ended("marathon.deployment", 1).getFirst();
        assertThat(deployment.getParentSpanContext().isValid()).isFalse();
        assertThat(ended("marathon.launch", 2).getFirst().getTraceId())
                .isEqualTo(deployment.getTraceId());
    }

    @Test
    void leavesWhatTakesTheFailedOnesPlaceToATraceOfItsOwn() {
        marathon.put("/v2/apps/a", APP.replace("2", "1"), GIVEN);
        ended("marathon.launch", 1);
        marathon.settle();
        marathon.mesos.fail("/a");
        SpanData second = ended("marathon.launch", 2).getLast();
        assertThat(second.getTraceId()).isNotEqualTo(TRACE);
        assertThat(second.getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void isAnErrorWhenTheDeploymentIsGivenUpOrATaskDoesNotRun() {
        marathon.mesos.runs = false;
        marathon.put("/v2/apps/a", APP.replace("2", "1"), GIVEN);
        await().until(() -> !marathon.mesos.tasks().isEmpty());
        marathon.mesos.generous = false;
        marathon.mesos.fail("/a");
        SpanData launch = ended("marathon.launch", 1).getFirst();
        assertThat(launch.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(launch, "mesos.task.state")).isEqualTo("TASK_FAILED");
        assertThat(marathon.delete("/v2/apps/a?force=true").status()).isEqualTo(200);
        await().until(() -> !recorded.named("marathon.deployment").isEmpty());
        assertThat(recorded.named("marathon.deployment").getFirst().getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
    }
}
