package io.mesocosm.e2e.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.e2e.cluster.Cluster;
import io.mesocosm.e2e.wire.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One trace from a request to Marathon to the task on its agent. */
@Tag("e2e")
class TraceTest {
    private static final Collector COLLECTOR = Collector.start();

    @RegisterExtension
    static final Cluster CLUSTER =
            Cluster.create()
                    .withMarathon()
                    .variable("OTEL_EXPORTER_OTLP_ENDPOINT", COLLECTOR.url())
                    .variable("OTEL_BSP_SCHEDULE_DELAY", "100");

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    @AfterAll
    static void stop() {
        COLLECTOR.close();
    }

    private static void put(String id, String body) throws IOException {
        Answer answer =
                CLUSTER.marathon()
                        .ask(
                                "PUT",
                                "/v2/apps" + id,
                                Map.of(
                                        "Content-Type",
                                        "application/json",
                                        "traceparent",
                                        "00-" + TRACE + "-" + CALLER + "-01"),
                                body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    private static List<TracedSpan> spans(String name) {
        return COLLECTOR.of(TRACE).stream().filter(span -> span.name().equals(name)).toList();
    }

    private static TracedSpan ended(String name) {
        await(name).atMost(Duration.ofSeconds(60)).until(() -> !spans(name).isEmpty());
        assertThat(spans(name)).hasSize(1);
        return spans(name).getFirst();
    }

    @Test
    void leadsFromAPutThroughMarathonMasterAndAgentToTheRunningTask() throws Exception {
        put(
                "/traced",
                """
                {"cmd":"exec tail -f /dev/null","cpus":0.1,"mem":32,"instances":1,
                 "fetch":[{"uri":"file:///etc/hostname"}]}
                """);
        TracedSpan deployment = ended("marathon.deployment");
        assertThat(deployment.parentId()).isEqualTo(CALLER);
        TracedSpan asked = ended("marathon.launch");
        TracedSpan decided = ended("master.launch");
        TracedSpan done = ended("agent.launch");
        assertThat(asked.parentId()).isEqualTo(deployment.id());
        assertThat(decided.parentId()).isEqualTo(asked.id());
        assertThat(done.parentId()).isEqualTo(decided.id());
        assertThat(ended("agent.fetch").parentId()).isEqualTo(done.id());
        assertThat(ended("agent.container").parentId()).isEqualTo(done.id());
        assertThat(List.of(asked, decided, done))
                .extracting(span -> span.attribute("mesos.task.id"))
                .containsOnly(asked.attribute("mesos.task.id"))
                .doesNotContainNull();
        assertThat(List.of(deployment, asked, decided, done))
                .extracting(TracedSpan::service)
                .containsExactly(
                        "mesocosm-marathon",
                        "mesocosm-marathon",
                        "mesocosm-master",
                        "mesocosm-agent");
        for (String name : List.of("marathon", "master", "agent")) {
            assertThat(Threads.ofTelemetry(CLUSTER.component(name))).as(name).isNotEmpty();
        }
    }
}
