package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.link.v1.FromAgent;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.Register;
import io.mesocosm.protocol.link.v1.RunTask;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of one launch through a real master: HTTP on one side, the agent link on the other. */
class OneLaunchTest {
    private static final ByteString UUID = ByteString.copyFrom(new byte[16]);

    private RunningMaster master;
    private HttpCalls http;
    private FakeAgent agent;

    @BeforeEach
    void start() throws Exception {
        master = RunningMaster.start();
        http = new HttpCalls(master.port());
        agent = new FakeAgent(master.linkPort());
    }

    @AfterEach
    void stop() {
        agent.close();
        http.close();
        master.close();
    }

    @Test
    void subscribesOffersLaunchesUpdatesAndAcknowledges() throws Exception {
        String agentId = agent.register();
        HttpResponse<InputStream> stream =
                http.stream(
                        "/api/v1/scheduler",
                        """
                        {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"t","role":"dev"}}}""",
                        "Content-Type",
                        "application/json");
        assertThat(stream.statusCode()).isEqualTo(200);
        String streamId = stream.headers().firstValue("Mesos-Stream-Id").orElseThrow();
        EventReader<Event> events = new EventReader<>(stream.body(), Event.getDefaultInstance());
        String framework =
                events.next(Event::hasSubscribed).getSubscribed().getFrameworkId().getValue();
        var offer = events.next(Event::hasOffers).getOffers().getOffers(0);
        assertThat(offer.getAgentId().getValue()).isEqualTo(agentId);
        assertThat(offer.getHostname()).isEqualTo("agent.example");
        assertThat(offer.getUrl().getAddress().getPort()).isEqualTo(5051);
        assertThat(offer.hasAllocationInfo()).isFalse();

        HttpResponse<String> accepted =
                call(
                        streamId,
                        """
                        {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
                        "operations":[{"type":"LAUNCH","launch":{"task_infos":[{"name":"n","task_id":{"value":"t1"},
                        "agent_id":{"value":"%s"},"command":{"value":"sleep 1"},"resources":[
                        {"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"*"},
                        {"name":"mem","type":"SCALAR","scalar":{"value":32}}]}]}}]}}"""
                                .formatted(framework, offer.getId().getValue(), agentId));
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        FromMaster message = agent.next(FromMaster::hasRunTask);
        assertThat(message.getTerm()).isPositive();
        RunTask run = message.getRunTask();
        TaskInfo task = TaskInfo.parseFrom(run.getTaskInfo());
        assertThat(task.getTaskId().getValue()).isEqualTo("t1");
        assertThat(task.getResources(0).getAllocationInfo().getRole()).isEqualTo("dev");

        agent.update(framework, status(TaskState.TASK_RUNNING));
        TaskStatus update = events.next(Event::hasUpdate).getUpdate().getStatus();
        assertThat(update.getState()).isEqualTo(TaskState.TASK_RUNNING);
        assertThat(update.getUuid()).isEqualTo(UUID);
        assertThat(update.getAgentId().getValue()).isEqualTo(agentId);

        HttpResponse<String> acknowledged =
                call(
                        streamId,
                        """
                        {"type":"ACKNOWLEDGE","framework_id":{"value":"%s"},"acknowledge":{"agent_id":{"value":"%s"},
                        "task_id":{"value":"t1"},"uuid":"%s"}}"""
                                .formatted(
                                        framework,
                                        agentId,
                                        Base64.getEncoder().encodeToString(new byte[16])));
        assertThat(acknowledged.statusCode()).isEqualTo(202);
        assertThat(agent.next(FromMaster::hasAcknowledgement).getAcknowledgement().getTaskId())
                .isEqualTo("t1");
        assertThat(http.get("/master/state").body())
                .contains("\"id\":\"t1\"", "\"state\":\"TASK_RUNNING\"", "\"executor_id\":\"\"");
        assertThat(http.get("/tasks").body()).contains("\"id\":\"t1\"");
        assertThat(http.postJson("/api/v1", "{\"type\":\"GET_TASKS\"}").body())
                .contains("\"task_id\":{\"value\":\"t1\"}");
    }

    @Test
    void tellsAFrameworkThatItsAgentsTaskIsLostWithTheLink() throws Exception {
        String agentId = agent.register();
        assertThat(http.get("/slaves").body()).contains(agentId, "\"active\":true");
        agent.close();
        await().untilAsserted(
                        () -> assertThat(http.get("/slaves").body()).contains("\"active\":false"));
    }

    @Test
    void refusesAnAgentOfAnotherProtocolAndNamesBoth() throws Exception {
        agent.send(
                FromAgent.newBuilder()
                        .setRegister(
                                Register.newBuilder()
                                        .setFacts(FakeAgent.facts("", 5051).setProtocol(7))));
        assertThat(agent.fault())
                .hasMessageContaining("protocol 7")
                .hasMessageContaining("speaks 1");
    }

    @Test
    void refusesAnAgentThatHasSeenAHigherTerm() throws Exception {
        agent.send(
                FromAgent.newBuilder()
                        .setRegister(
                                Register.newBuilder()
                                        .setFacts(
                                                FakeAgent.facts("", 5051)
                                                        .setTerm(Long.MAX_VALUE))));
        assertThat(agent.fault()).hasMessageContaining("term");
    }

    private HttpResponse<String> call(String streamId, String body) throws Exception {
        return http.postJson("/api/v1/scheduler", body, "Mesos-Stream-Id", streamId);
    }

    private static TaskStatus status(TaskState state) {
        return TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue("t1"))
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setTimestamp(1)
                .setUuid(UUID)
                .build();
    }
}
