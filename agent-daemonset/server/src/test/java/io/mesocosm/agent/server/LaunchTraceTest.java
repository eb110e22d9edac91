package io.mesocosm.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mesocosm.containerizer.LaunchResult;
import io.mesocosm.telemetry.RecordedSpans;
import io.mesocosm.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A launch on an agent is a span under that of the master, with its parts under it. */
class LaunchTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String LAUNCH = "b7ad6b7169203331";

    @TempDir private Path folder;
    private final RecordedSpans recorded = new RecordedSpans();
    private Telemetry telemetry;
    private TestAgent agent;

    @BeforeEach
    void start() throws IOException {
        telemetry = recorded.telemetry();
        agent = TestAgent.traced(folder, telemetry);
        agent.master.traceparent = "00-" + TRACE + "-" + LAUNCH + "-01";
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
        telemetry.close();
    }

    private SpanData ended(String name) {
        await().until(() -> !recorded.named(name).isEmpty());
        assertThat(recorded.named(name)).hasSize(1);
        return recorded.named(name).getFirst();
    }

    private static @Nullable String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    private String fetched() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "x");
        return "'uris':[{'value':'file://" + file + "'}]";
    }

    @Test
    void goesFromTheMastersMessageUntilTheTaskRuns() throws Exception {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task(
                        "t",
                        "'command':{'value':'work',"
                                + fetched()
                                + "},'container':{'type':'MESOS','mesos':{'image':{'type':'DOCKER',"
                                + "'docker':{'name':'nginx'}}}}"));
        agent.awaitStates("t", "TASK_STARTING", "TASK_RUNNING");
        SpanData launch = ended("agent.launch");
        assertThat(launch.getTraceId()).isEqualTo(TRACE);
        assertThat(launch.getParentSpanId()).isEqualTo(LAUNCH);
        assertThat(launch.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(attribute(launch, "mesos.framework.id")).isEqualTo("F");
        assertThat(attribute(launch, "mesos.task.id")).isEqualTo("t");
        assertThat(attribute(launch, "mesos.agent.id")).isEqualTo("master-S0");
        assertThat(attribute(launch, "mesos.task.state")).isEqualTo("TASK_RUNNING");
        assertThat(ended("agent.fetch").getParentSpanId()).isEqualTo(launch.getSpanId());
        SpanData container = ended("agent.container");
        assertThat(container.getParentSpanId()).isEqualTo(launch.getSpanId());
        assertThat(attribute(container, "mesos.container.id"))
                .isEqualTo(agent.container().toString());
        SpanData image = ended("agent.image");
        assertThat(image.getParentSpanId()).isEqualTo(container.getSpanId());
        assertThat(image.getEndEpochNanos()).isLessThanOrEqualTo(container.getEndEpochNanos());
        assertThat(recorded.differences("agent.")).isEmpty();
    }

    @Test
    void isAnErrorWithItsReasonWhenNoContainerCanBeMade() {
        agent.containers()
                .failNextLaunch(
                        new LaunchResult.LaunchFailure(LaunchResult.Cause.ISOLATION, "no cgroup"));
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        SpanData launch = ended("agent.launch");
        assertThat(attribute(launch, "mesos.task.state")).isEqualTo("TASK_FAILED");
        assertThat(launch.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(launch.getStatus().getDescription()).contains("no cgroup");
        assertThat(ended("agent.container").getStatus().getDescription()).contains("no cgroup");
    }

    @Test
    void isAnErrorWhenWhatTheTaskNeedsCannotBeFetched() {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task("t", "'command':{'value':'work','uris':[{'value':'/no/where'}]}"));
        assertThat(ended("agent.fetch").getStatus().getDescription()).contains("/no/where");
        assertThat(ended("agent.launch").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(recorded.named("agent.container")).isEmpty();
    }

    @Test
    void holdsTheStartOfTheExecutorThatATaskBrings() {
        agent.master.runGroup(
                TestAgent.framework(),
                TestAgent.executor("e", "DEFAULT"),
                TestAgent.task("t1", "'command':{'value':'work'}"),
                TestAgent.task("t2", "'command':{'value':'work'}"));
        await().until(() -> recorded.named("agent.launch").size() == 2);
        await().until(() -> recorded.named("agent.container").size() == 3);
        assertThat(recorded.named("agent.launch"))
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(LAUNCH));
        assertThat(recorded.named("agent.container"))
                .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(TRACE));
    }

    @Test
    void holdsTheStartOfACustomExecutorToo() {
        agent.master.run(
                TestAgent.framework(),
                TestAgent.task("t", "'data':''").toBuilder()
                        .setExecutor(TestAgent.executor("e", "CUSTOM"))
                        .build());
        SpanData container = ended("agent.container");
        assertThat(container.getTraceId()).isEqualTo(TRACE);
        // The executor has not subscribed, so the launch goes on.
        assertThat(recorded.named("agent.launch")).isEmpty();
    }

    @Test
    void beginsATraceWhereTheMasterTellsNone() {
        agent.master.traceparent = "";
        agent.master.run(TestAgent.framework(), TestAgent.task("t", "'command':{'value':'work'}"));
        assertThat(ended("agent.launch").getParentSpanContext().isValid()).isFalse();
        assertThat(ended("agent.container").getTraceId())
                .isEqualTo(ended("agent.launch").getTraceId());
    }
}
