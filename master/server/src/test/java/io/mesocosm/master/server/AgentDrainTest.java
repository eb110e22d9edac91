package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.link.v1.KillTask;
import io.mesocosm.protocol.v1.KillPolicy;
import io.mesocosm.protocol.v1.TaskID;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.master.Call;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draining over HTTP and the link (spec §3, §8). */
class AgentDrainTest {
    private static final ByteString UUID = ByteString.copyFrom(new byte[16]);

    @TempDir private Path folder;
    private RunningMaster master;
    private HttpCalls http;
    private FakeAgent agent;
    private String agentId;

    @BeforeEach
    void start() throws Exception {
        begin();
        agentId = agent.register();
    }

    private void begin() throws IOException {
        master = RunningMaster.startOn(folder.resolve("registry.mv"));
        http = new HttpCalls(master.port());
        agent = new FakeAgent(master.linkPort());
    }

    @AfterEach
    void stop() {
        agent.close();
        http.close();
        master.close();
    }

    private HttpResponse<String> operator(String call) throws Exception {
        return http.postJson("/api/v1", call.replace("\"AGENT\"", '"' + agentId + '"'));
    }

    private void awaitAgent(String... texts) {
        await().untilAsserted(() -> assertThat(http.get("/slaves").body()).contains(texts));
    }

    @Test
    void drainsAnAgentAndGivesItBack() throws Exception {
        Scheduler framework =
                new Scheduler().launch("{\"grace_period\":{\"nanoseconds\":60000000000}}");

        assertThat(
                        operator(
                                        """
                                        {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"AGENT"},
                                        "max_grace_period":{"seconds":10,"nanos":0}}}""")
                                .statusCode())
                .isEqualTo(200);

        KillTask kill = agent.next(FromMaster::hasKillTask).getKillTask();
        assertThat(kill.getTaskId()).isEqualTo("t1");
        assertThat(KillPolicy.parseFrom(kill.getKillPolicy()).getGracePeriod().getNanoseconds())
                .isEqualTo(10_000_000_000L);
        framework.events.next(Event::hasRescind);
        assertThat(http.get("/slaves").body())
                .contains(
                        "\"active\":false,\"deactivated\":true",
                        "\"drain_info\":{\"state\":\"DRAINING\",\"config\":{"
                                + "\"max_grace_period\":{\"nanoseconds\":10000000000},"
                                + "\"mark_gone\":false}},\"estimated_drain_start_time_seconds\":");
        assertThat(operator("{\"type\":\"GET_AGENTS\"}").body())
                .contains(
                        "\"deactivated\":true",
                        "\"drain_info\":{\"state\":\"DRAINING\"",
                        "\"estimated_drain_start_time\":{\"nanoseconds\":");
        assertThat(http.get("/registrar(1)/registry").body())
                .contains("\"deactivated\":true,\"drain_info\":{\"state\":\"DRAINING\"");

        agent.update(framework.id, status(TaskState.TASK_KILLED));
        TaskStatus told = framework.events.next(Event::hasUpdate).getUpdate().getStatus();
        assertThat(told.getState()).isEqualTo(TaskState.TASK_KILLED);
        assertThat(told.getReason()).isEqualTo(TaskStatus.Reason.REASON_AGENT_DRAINING);
        assertThat(told.getMessage()).as("what the agent told").isEqualTo("as asked");
        HttpResponse<String> early =
                operator(
                        "{\"type\":\"REACTIVATE_AGENT\",\"reactivate_agent\":{\"agent_id\":{\"value\":\"AGENT\"}}}");
        assertThat(early.statusCode()).isEqualTo(400);
        assertThat(early.body()).contains("DRAINING");
        framework.acknowledge();
        awaitAgent("\"drain_info\":{\"state\":\"DRAINED\"");
        assertThat(http.get("/tasks").body()).contains("\"state\":\"TASK_KILLED\"");

        assertThat(
                        operator(
                                        "{\"type\":\"REACTIVATE_AGENT\",\"reactivate_agent\":{\"agent_id\":{\"value\":\"AGENT\"}}}")
                                .statusCode())
                .isEqualTo(200);
        framework.events.next(Event::hasOffers);
        assertThat(http.get("/state").body())
                .contains("\"deactivated\":false")
                .doesNotContain("drain_info");
    }

    @Test
    void leavesAGracePeriodThatIsShortEnoughAsItIs() throws Exception {
        new Scheduler().launch("{\"grace_period\":{\"nanoseconds\":1000000000}}");
        operator(
                """
                {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"AGENT"},
                "max_grace_period":{"seconds":2}}}""");
        assertThat(agent.next(FromMaster::hasKillTask).getKillTask().getKillPolicy()).isEmpty();
    }

    @Test
    void capsWhatExecutorsGiveATaskThatSaysNothing() throws Exception {
        new Scheduler().launch("{}");
        operator(
                """
                {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"AGENT"},
                "max_grace_period":{"seconds":0}}}""");
        KillTask kill = agent.next(FromMaster::hasKillTask).getKillTask();
        assertThat(KillPolicy.parseFrom(kill.getKillPolicy()).getGracePeriod().getNanoseconds())
                .isZero();
    }

    @Test
    void aDrainIsKeptOverARestart() throws Exception {
        operator("{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"AGENT\"}}}");
        awaitAgent("\"drain_info\":{\"state\":\"DRAINED\"");
        stop();
        begin();
        assertThat(http.get("/slaves").body()).contains("\"recovered_slaves\":[{\"id\":");
        agent.reregister(agentId);
        awaitAgent("\"deactivated\":true", "\"drain_info\":{\"state\":\"DRAINED\"");
    }

    @Test
    void speaksProtobufToo() throws Exception {
        Call.Builder call = Call.newBuilder().setType(Call.Type.DEACTIVATE_AGENT);
        call.getDeactivateAgentBuilder().getAgentIdBuilder().setValue(agentId);
        byte[] body = call.build().toByteArray();
        assertThat(http.postBytes("/api/v1", "application/x-protobuf", body).statusCode())
                .isEqualTo(200);
        awaitAgent("\"active\":false,\"deactivated\":true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"type":"DRAIN_AGENT"} | Expecting 'drain_agent' to be present
                    {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"x"}}} | No agent found
                    {"type":"DEACTIVATE_AGENT","deactivate_agent":{"agent_id":{"value":"x"}}} | No agent found
                    {"type":"REACTIVATE_AGENT","reactivate_agent":{"agent_id":{"value":"AGENT"}}} | is not deactivated
                    {"type":"DRAIN_AGENT","drain_agent":{"agent_id":{"value":"AGENT"},"max_grace_period":{"seconds":-1}}} | must be from 0
                    """)
    void refusesWhatMakesNoSense(String call, String why) throws Exception {
        HttpResponse<String> answer = operator(call);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
        assertThat(http.get("/slaves").body()).contains("\"deactivated\":false");
    }

    private static TaskStatus status(TaskState state) {
        return TaskStatus.newBuilder()
                .setTaskId(TaskID.newBuilder().setValue("t1"))
                .setState(state)
                .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                .setMessage("as asked")
                .setTimestamp(1)
                .setUuid(UUID)
                .build();
    }

    /** A framework that runs one task and holds an offer of the rest. */
    private final class Scheduler {
        private final EventReader<Event> events;
        private final String streamId;
        private final String id;

        Scheduler() throws Exception {
            var stream =
                    http.stream(
                            "/api/v1/scheduler",
                            """
                            {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"root","name":"t"}}}""",
                            "Content-Type",
                            "application/json");
            streamId = stream.headers().firstValue("Mesos-Stream-Id").orElseThrow();
            events = new EventReader<>(stream.body(), Event.getDefaultInstance());
            id = events.next(Event::hasSubscribed).getSubscribed().getFrameworkId().getValue();
        }

        Scheduler launch(String killPolicy) throws Exception {
            String offer =
                    events.next(Event::hasOffers).getOffers().getOffers(0).getId().getValue();
            call(
                    """
                    {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
                    "filters":{"refuse_seconds":0},
                    "operations":[{"type":"LAUNCH","launch":{"task_infos":[{"name":"n","task_id":{"value":"t1"},
                    "agent_id":{"value":"%s"},"command":{"value":"sleep 1"},"kill_policy":%s,"resources":[
                    {"name":"cpus","type":"SCALAR","scalar":{"value":1}},
                    {"name":"mem","type":"SCALAR","scalar":{"value":32}}]}]}}]}}"""
                            .formatted(id, offer, agentId, killPolicy));
            agent.next(FromMaster::hasRunTask);
            events.next(Event::hasOffers);
            return this;
        }

        void acknowledge() throws Exception {
            call(
                    """
                    {"type":"ACKNOWLEDGE","framework_id":{"value":"%s"},"acknowledge":{"agent_id":{"value":"%s"},
                    "task_id":{"value":"t1"},"uuid":"%s"}}"""
                            .formatted(
                                    id,
                                    agentId,
                                    Base64.getEncoder().encodeToString(UUID.toByteArray())));
        }

        private void call(String body) throws Exception {
            HttpResponse<String> answer =
                    http.postJson("/api/v1/scheduler", body, "Mesos-Stream-Id", streamId);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }
}
