package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import io.mesocosm.telemetry.RecordedSpans;
import io.mesocosm.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A launch in a master is a span: from who asked for it, and to the agent. */
class LaunchTraceTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String GIVEN = "00-" + TRACE + "-" + CALLER + "-01";

    private final RecordedSpans recorded = new RecordedSpans();
    private Telemetry telemetry;
    private RunningMaster master;
    private HttpCalls http;
    private FakeAgent agent;
    private EventReader<Event> events;
    private String agentId;
    private String framework;
    private String streamId;
    private String offer;

    @BeforeEach
    void start() throws Exception {
        telemetry = recorded.telemetry();
        master = RunningMaster.startTraced(telemetry);
        http = new HttpCalls(master.port());
        agent = new FakeAgent(master.linkPort());
        agentId = agent.register();
        HttpResponse<InputStream> stream =
                http.stream(
                        "/api/v1/scheduler",
                        """
                        {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"t","role":"dev"}}}""",
                        "Content-Type",
                        "application/json");
        streamId = stream.headers().firstValue("Mesos-Stream-Id").orElseThrow();
        events = new EventReader<>(stream.body(), Event.getDefaultInstance());
        framework = events.next(Event::hasSubscribed).getSubscribed().getFrameworkId().getValue();
        offer = events.next(Event::hasOffers).getOffers().getOffers(0).getId().getValue();
    }

    @AfterEach
    void stop() {
        agent.close();
        http.close();
        master.close();
        telemetry.close();
    }

    private int accept(String stream, String operation, @Nullable String traceparent)
            throws Exception {
        String body =
                """
                {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],"operations":[%s]}}"""
                        .formatted(framework, offer, operation);
        return (traceparent == null
                        ? http.postJson("/api/v1/scheduler", body, "Mesos-Stream-Id", stream)
                        : http.postJson(
                                "/api/v1/scheduler",
                                body,
                                "Mesos-Stream-Id",
                                stream,
                                "traceparent",
                                traceparent))
                .statusCode();
    }

    private String launch(String... ids) {
        return "{\"type\":\"LAUNCH\",\"launch\":{\"task_infos\":[%s]}}".formatted(tasks(ids));
    }

    private String tasks(String... ids) {
        StringBuilder tasks = new StringBuilder();
        for (String id : ids) {
            tasks.append(tasks.isEmpty() ? "" : ",")
                    .append(
                            """
                            {"name":"n","task_id":{"value":"%s"},"agent_id":{"value":"%s"},"command":{"value":"sleep 1"},
                            "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}},
                            {"name":"mem","type":"SCALAR","scalar":{"value":32}}]}"""
                                    .formatted(id, agentId));
        }
        return tasks.toString();
    }

    private void update(String task, TaskState state) {
        agent.update(
                framework,
                TaskStatus.newBuilder()
                        .setTaskId(TaskID.newBuilder().setValue(task))
                        .setState(state)
                        .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                        .setTimestamp(1)
                        .setUuid(ByteString.copyFrom(new byte[16]))
                        .build());
    }

    private SpanData ended(String task) {
        await().until(() -> !spans(task).isEmpty());
        assertThat(spans(task)).hasSize(1);
        return spans(task).getFirst();
    }

    private List<SpanData> spans(String task) {
        return recorded.named("master.launch").stream()
                .filter(span -> task.equals(attribute(span, "mesos.task.id")))
                .toList();
    }

    private static @Nullable String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }

    @Test
    void goesFromTheFrameworksTraceToTheAgentsUntilTheTaskRuns() throws Exception {
        assertThat(accept(streamId, launch("t1"), GIVEN)).isEqualTo(202);
        FromMaster message = agent.next(FromMaster::hasRunTask);
        update("t1", TaskState.TASK_STARTING);
        events.next(Event::hasUpdate);
        assertThat(spans("t1")).isEmpty();
        update("t1", TaskState.TASK_RUNNING);
        SpanData span = ended("t1");
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(CALLER);
        assertThat(message.getTraceparent())
                .isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
        assertThat(attribute(span, "mesos.framework.id")).isEqualTo(framework);
        assertThat(attribute(span, "mesos.agent.id")).isEqualTo(agentId);
        assertThat(attribute(span, "mesos.task.state")).isEqualTo("TASK_RUNNING");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(recorded.differences("master.")).isEmpty();
    }

    @Test
    void isOneForEachTaskAndWithoutATraceparentOneThatBeginsATrace() throws Exception {
        assertThat(accept(streamId, launch("t1", "t2"), null)).isEqualTo(202);
        String first = agent.next(FromMaster::hasRunTask).getTraceparent();
        String second = agent.next(FromMaster::hasRunTask).getTraceparent();
        update("t1", TaskState.TASK_RUNNING);
        update("t2", TaskState.TASK_RUNNING);
        assertThat(first).contains(ended("t1").getTraceId(), ended("t1").getSpanId());
        assertThat(second).contains(ended("t2").getTraceId(), ended("t2").getSpanId());
        assertThat(ended("t1").getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void isAnErrorWhenTheTaskEndsBeforeItRuns() throws Exception {
        accept(streamId, launch("t1"), GIVEN);
        agent.next(FromMaster::hasRunTask);
        update("t1", TaskState.TASK_FAILED);
        assertThat(ended("t1").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(attribute(ended("t1"), "mesos.task.state")).isEqualTo("TASK_FAILED");
    }

    @Test
    void isAnErrorWhenTheMasterRefusesTheTaskOrTheCall() throws Exception {
        assertThat(accept("another", launch("t1"), GIVEN)).isEqualTo(400);
        assertThat(ended("t1").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        offer = "unknown";
        assertThat(accept(streamId, launch("t2"), GIVEN)).isEqualTo(202);
        assertThat(attribute(ended("t2"), "mesos.task.state")).isEqualTo("TASK_LOST");
        assertThat(ended("t2").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void takesAGroupToItsAgentUnderItsFirstTask() throws Exception {
        String group =
                """
                {"type":"LAUNCH_GROUP","launch_group":{"executor":{"type":"DEFAULT","executor_id":{"value":"e"},
                "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}},
                {"name":"mem","type":"SCALAR","scalar":{"value":32}},
                {"name":"disk","type":"SCALAR","scalar":{"value":10}}]},"task_group":{"tasks":[%s]}}}"""
                        .formatted(tasks("t1", "t2"));
        assertThat(accept(streamId, group, GIVEN)).isEqualTo(202);
        String given = agent.next(FromMaster::hasRunTaskGroup).getTraceparent();
        update("t1", TaskState.TASK_RUNNING);
        update("t2", TaskState.TASK_RUNNING);
        assertThat(given).contains(ended("t1").getSpanId());
        assertThat(ended("t2").getTraceId()).isEqualTo(TRACE);
    }
}
