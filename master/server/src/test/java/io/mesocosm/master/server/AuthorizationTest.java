package io.mesocosm.master.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mesocosm.http.Credentials;
import io.mesocosm.http.HttpServer;
import io.mesocosm.http.HttpServerSettings;
import io.mesocosm.http.Routes;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.core.authorization.Authorizer;
import io.mesocosm.master.core.authorization.Entity;
import io.mesocosm.master.core.authorization.Rule;
import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.protocol.v1.TaskState;
import io.mesocosm.protocol.v1.TaskStatus;
import io.mesocosm.protocol.v1.scheduler.Event;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Three principals before one master (spec §9): ops may all, dev what is of role dev and runs as
 * www, guest nothing.
 */
class AuthorizationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPS = basic("ops");
    private static final String DEV = basic("dev");
    private static final String GUEST = basic("guest");

    private RunningMaster master;
    private HttpCalls http;
    private FakeAgent agent;
    private String agentId;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> secrets = Map.of("ops", "ops", "dev", "dev", "guest", "guest");
        master =
                RunningMaster.startWith(
                        new MasterSettings.Security(
                                new Credentials(secrets), true, true, true, null),
                        authorizer());
        http = new HttpCalls(master.port());
        agent = new FakeAgent(master.linkPort());
        agentId = agent.register();
    }

    @AfterEach
    void stop() {
        agent.close();
        http.close();
        master.close();
    }

    private static Authorizer authorizer() {
        Map<Action, List<Rule>> rules = new EnumMap<>(Action.class);
        for (Action action : Action.values()) {
            Rule all = new Rule(some("ops"), new Entity.Any());
            Entity own = ofDev(action);
            rules.put(
                    action, own == null ? List.of(all) : List.of(all, new Rule(some("dev"), own)));
        }
        return new Authorizer(rules, false);
    }

    private static @Nullable Entity ofDev(Action action) {
        return switch (action) {
            case REGISTER_FRAMEWORK, VIEW_ROLE -> some("dev", "dev/%");
            case TEARDOWN_FRAMEWORK, UPDATE_WEIGHT, UPDATE_QUOTA -> some("dev");
            case RUN_TASK, VIEW_FRAMEWORK, VIEW_TASK, VIEW_EXECUTOR, ACCESS_SANDBOX -> some("www");
            default -> null;
        };
    }

    private static Entity some(String... values) {
        return new Entity.Some(Set.of(values));
    }

    private static String basic(String name) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + name).getBytes(UTF_8));
    }

    /** A framework with its stream of events. */
    private record Running(String id, String streamId, String as, EventReader<Event> events) {}

    private EventReader<Event> subscription(String as, String user, String role, String[] streamId)
            throws Exception {
        var stream =
                http.stream(
                        "/api/v1/scheduler",
                        """
                        {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"%s","name":"of-%s","role":"%s"}}}"""
                                .formatted(user, user, role),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        as);
        assertThat(stream.statusCode()).isEqualTo(200);
        streamId[0] = stream.headers().firstValue("Mesos-Stream-Id").orElseThrow();
        return new EventReader<>(stream.body(), Event.getDefaultInstance());
    }

    private Running framework(String as, String user, String role) throws Exception {
        String[] streamId = new String[1];
        EventReader<Event> events = subscription(as, user, role, streamId);
        String id = events.next(Event::hasSubscribed).getSubscribed().getFrameworkId().getValue();
        return new Running(id, streamId[0], as, events);
    }

    private void launch(Running framework, String task, String command) throws Exception {
        var offer = framework.events().next(Event::hasOffers).getOffers().getOffers(0);
        HttpResponse<String> accepted =
                http.postJson(
                        "/api/v1/scheduler",
                        """
                        {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
                        "filters":{"refuse_seconds":2},
                        "operations":[{"type":"LAUNCH","launch":{"task_infos":[{"name":"n","task_id":{"value":"%s"},
                        "agent_id":{"value":"%s"},"command":{"value":"sleep 1"%s},"resources":[
                        {"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"*"},
                        {"name":"mem","type":"SCALAR","scalar":{"value":32}}]}]}}]}}"""
                                .formatted(
                                        framework.id(),
                                        offer.getId().getValue(),
                                        task,
                                        agentId,
                                        command),
                        "Mesos-Stream-Id",
                        framework.streamId(),
                        "Authorization",
                        framework.as());
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    }

    private String get(String as, String path) throws Exception {
        HttpResponse<String> answer = http.get(path, "Authorization", as);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> call(String as, String body) throws Exception {
        return http.postJson("/api/v1", body, "Authorization", as);
    }

    private String read(String as, String type) throws Exception {
        return call(as, "{\"type\":\"" + type + "\"}").body();
    }

    @Test
    void refusesASubscriptionToARoleInMesossWordsAndClosesTheStream() throws Exception {
        EventReader<Event> events = subscription(DEV, "www", "prod", new String[1]);
        assertThat(events.next(Event::hasError).getError().getMessage())
                .isEqualTo("Not authorized to register framework  with roles { prod }");
        events.awaitEnd();
        assertThat(framework(DEV, "www", "dev/web").id()).isNotEmpty();
    }

    @Test
    void refusesAnUpdateToARoleAndKeepsTheFramework() throws Exception {
        Running framework = framework(DEV, "www", "dev");
        HttpResponse<String> answer =
                http.postJson(
                        "/api/v1/scheduler",
                        """
                        {"type":"UPDATE_FRAMEWORK","framework_id":{"value":"%1$s"},"update_framework":{
                        "framework_info":{"id":{"value":"%1$s"},"user":"www","name":"n","role":"prod"}}}"""
                                .formatted(framework.id()),
                        "Mesos-Stream-Id",
                        framework.streamId(),
                        "Authorization",
                        DEV);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo(
                        "Not authorized to register framework %s with roles { prod }"
                                .formatted(framework.id()));
        assertThat(get(OPS, "/frameworks")).contains("\"role\":\"dev\"");
    }

    @Test
    void refusesATaskItsUserAndLaunchesTheNext() throws Exception {
        Running framework = framework(DEV, "www", "dev");
        launch(framework, "as-root", ",\"user\":\"root\"");
        TaskStatus status = framework.events().next(Event::hasUpdate).getUpdate().getStatus();
        assertThat(status.getState()).isEqualTo(TaskState.TASK_ERROR);
        assertThat(status.getReason()).isEqualTo(TaskStatus.Reason.REASON_TASK_UNAUTHORIZED);
        assertThat(status.getMessage())
                .isEqualTo(
                        "Principal 'dev' no authorized to launch task as-root of framework %s under user 'root'"
                                .formatted(framework.id()));
        launch(framework, "as-www", "");
        assertThat(agent.next(FromMaster::hasRunTask).hasRunTask()).isTrue();
    }

    @Test
    void showsEachWhatIsHisAlone() throws Exception {
        Running ofDev = framework(DEV, "www", "dev/web");
        launch(ofDev, "task-of-dev", "");
        agent.next(FromMaster::hasRunTask);
        Running ofOps = framework(OPS, "root", "prod");
        launch(ofOps, "task-of-ops", "");
        agent.next(FromMaster::hasRunTask);

        for (String path : List.of("/state", "/frameworks", "/tasks", "/state-summary")) {
            String task = path.equals("/state-summary") ? "of-www" : "task-of-dev";
            String foreign = path.equals("/state-summary") ? "of-root" : "task-of-ops";
            assertThat(get(OPS, path)).as(path).contains(task, foreign);
            assertThat(get(DEV, path)).as(path).contains(task).doesNotContain(foreign);
            assertThat(get(GUEST, path)).as(path).doesNotContain(task, foreign);
        }
        for (String type : List.of("GET_STATE", "GET_TASKS")) {
            assertThat(read(OPS, type)).as(type).contains("task-of-dev", "task-of-ops");
            assertThat(read(DEV, type))
                    .as(type)
                    .contains("task-of-dev")
                    .doesNotContain("task-of-ops");
        }
        assertThat(read(GUEST, "GET_FRAMEWORKS")).doesNotContain("of-www", "of-root");
        for (String roles : List.of(get(DEV, "/roles"), read(DEV, "GET_ROLES"))) {
            assertThat(roles).contains("dev/web").doesNotContain("prod");
        }
        JsonNode web = JSON.readTree(get(DEV, "/roles")).at("/roles/1");
        assertThat(web.path("name").asText()).isEqualTo("dev/web");
        assertThat(web.at("/allocated/cpus").asDouble()).isEqualTo(1.0);
    }

    @Test
    void tellsEachWhatHappensToHisAlone() throws Exception {
        var stream =
                http.stream(
                        "/api/v1",
                        "{\"type\":\"SUBSCRIBE\"}",
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        DEV);
        var events =
                new EventReader<>(
                        stream.body(), io.mesocosm.protocol.v1.master.Event.getDefaultInstance());
        launch(framework(OPS, "root", "prod"), "task-of-ops", "");
        agent.next(FromMaster::hasRunTask);
        launch(framework(DEV, "www", "dev"), "task-of-dev", "");
        List<String> told = new ArrayList<>();
        events.next(
                event -> {
                    told.add(
                            event.getType()
                                    + " "
                                    + event.getFrameworkAdded()
                                    + event.getTaskAdded());
                    return event.hasTaskAdded();
                });
        assertThat(told)
                .anyMatch(event -> event.startsWith("FRAMEWORK_ADDED") && event.contains("of-www"))
                .anyMatch(event -> event.contains("task-of-dev"))
                .noneMatch(event -> event.contains("of-root") || event.contains("task-of-ops"));
    }

    @Test
    void letsNobodyEndTheFrameworksOfOthers() throws Exception {
        Running ofOps = framework(OPS, "root", "prod");
        Running ofDev = framework(DEV, "www", "dev");
        for (String as : List.of(DEV, GUEST)) {
            assertThat(teardown(as, ofOps)).isEqualTo(403);
        }
        assertThat(
                        call(
                                        GUEST,
                                        "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"%s\"}}}"
                                                .formatted(ofDev.id()))
                                .statusCode())
                .isEqualTo(403);
        assertThat(get(OPS, "/frameworks")).contains(ofOps.id(), ofDev.id());
        assertThat(teardown(DEV, ofDev)).isEqualTo(200);
        assertThat(teardown(OPS, ofOps)).isEqualTo(200);
    }

    private int teardown(String as, Running framework) throws Exception {
        return http.send(
                        "POST",
                        "/teardown",
                        "frameworkId=" + framework.id(),
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Authorization",
                        as)
                .statusCode();
    }

    @ParameterizedTest
    @CsvSource({
        "/metrics/snapshot",
        "/files/debug",
        "/logging/toggle",
        "/flags",
        "/files/browse?path=/master/log"
    })
    void forbidsEndpoints(String path) throws Exception {
        assertThat(http.get(path, "Authorization", DEV).statusCode()).isEqualTo(403);
        assertThat(http.get(path).statusCode()).isEqualTo(401);
        assertThat(http.get(path, "Authorization", OPS).statusCode()).isIn(200, 404);
    }

    @Test
    void forbidsCallsAndHidesFlags() throws Exception {
        for (String call :
                List.of(
                        "{'type':'GET_FLAGS'}",
                        "{'type':'SET_LOGGING_LEVEL','set_logging_level':{'level':1,'duration':{'nanoseconds':1}}}",
                        "{'type':'LIST_FILES','list_files':{'path':'/'}}",
                        "{'type':'READ_FILE','read_file':{'path':'/master/log','offset':0}}",
                        "{'type':'MARK_AGENT_GONE','mark_agent_gone':{'agent_id':{'value':'none'}}}")) {
            String json = call.replace('\'', '"');
            assertThat(call(DEV, json).statusCode()).as(call).isEqualTo(403);
            assertThat(call(OPS, json).statusCode()).as(call).isNotEqualTo(403);
        }
        assertThat(get(OPS, "/state")).contains("\"flags\":{\"port\":\"0\"}");
        assertThat(get(DEV, "/state")).contains("\"flags\":{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {'type':'DRAIN_AGENT','drain_agent':{'agent_id':{'value':'AGENT'}}}
                    {'type':'DRAIN_AGENT','drain_agent':{'agent_id':{'value':'AGENT'},'mark_gone':true}}
                    {'type':'DEACTIVATE_AGENT','deactivate_agent':{'agent_id':{'value':'AGENT'}}}
                    {'type':'REACTIVATE_AGENT','reactivate_agent':{'agent_id':{'value':'AGENT'}}}
                    {'type':'UPDATE_WEIGHTS','update_weights':{'weight_infos':[{'role':'dev','weight':2},{'role':'ops','weight':2}]}}
                    {'type':'UPDATE_QUOTA','update_quota':{'quota_configs':[{'role':'dev'},{'role':'ops'}]}}
                    {'type':'SET_QUOTA','set_quota':{'quota_request':{'role':'ops','guarantee':[]}}}
                    {'type':'REMOVE_QUOTA','remove_quota':{'role':'ops'}}
                    """,
            quoteCharacter = '`')
    void forbidsChangesOfAgentsAndOfOthersRoles(String call) throws Exception {
        String json = call.replace('\'', '"').replace("AGENT\"}}", agentId + "\"}}");
        assertThat(call(DEV, json).statusCode()).isEqualTo(403);
        assertThat(call(OPS, json).statusCode()).isIn(200, 400);
    }

    @Test
    void letsARolesOwnersWeighAndBoundIt() throws Exception {
        for (String call :
                List.of(
                        "{'type':'UPDATE_WEIGHTS','update_weights':{'weight_infos':[{'role':'dev','weight':2}]}}",
                        "{'type':'UPDATE_QUOTA','update_quota':{'quota_configs':[{'role':'dev','limits':{'cpus':{'value':2}}}]}}",
                        "{'type':'REMOVE_QUOTA','remove_quota':{'role':'dev'}}")) {
            assertThat(call(DEV, call.replace('\'', '"')).statusCode()).as(call).isEqualTo(200);
        }
        assertThat(put(DEV, "[{\"role\":\"dev\",\"weight\":3}]")).isEqualTo(200);
        assertThat(put(DEV, "[{\"role\":\"ops\",\"weight\":3}]")).isEqualTo(403);
        String quota =
                "{\"role\":\"%s\",\"guarantee\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1}}]}";
        assertThat(quota("POST", "", quota.formatted("ops"))).isEqualTo(403);
        assertThat(quota("POST", "", quota.formatted("dev"))).isEqualTo(200);
        assertThat(quota("DELETE", "/ops", null)).isEqualTo(403);
        assertThat(quota("DELETE", "/dev", null)).isEqualTo(200);
    }

    private int put(String as, String weights) throws Exception {
        return http.send("PUT", "/weights", weights, "Authorization", as).statusCode();
    }

    private int quota(String method, String role, @Nullable String body) throws Exception {
        return http.send(method, "/quota" + role, body, "Authorization", DEV).statusCode();
    }

    @Test
    void letsThroughToAnAgentsSandboxesWhoMayAccessThem() throws Exception {
        Running ofDev = framework(DEV, "www", "dev");
        launch(ofDev, "task-of-dev", "");
        Running ofOps = framework(OPS, "root", "prod");
        launch(ofOps, "task-of-ops", "");
        Routes routes =
                Routes.forProcess("slave(1)").at("/", e -> e.text(200, "the agent")).build();
        try (HttpServer behind =
                        HttpServer.start(new HttpServerSettings("agent", "127.0.0.1", 0), routes);
                FakeAgent other = new FakeAgent(master.linkPort())) {
            String at = "/agent/" + other.register(FakeAgent.facts("", behind.port()));
            String sandbox = at + "/files/read?path=/frameworks/%s/executors/%s/runs/latest/stdout";
            String own = sandbox.formatted(ofDev.id(), "task-of-dev");
            String foreign = sandbox.formatted(ofOps.id(), "task-of-ops");
            String aside =
                    sandbox.formatted(ofDev.id(), "task-of-dev")
                            + "/../../../../../../frameworks/"
                            + ofOps.id();
            assertThat(status(DEV, own)).isEqualTo(200);
            assertThat(status(OPS, foreign)).isEqualTo(200);
            for (String path :
                    List.of(
                            foreign,
                            aside,
                            at + "/files/browse?path=/",
                            at + "/files/read",
                            at + "/files/read?path=/slave/log",
                            at + "/state",
                            at + "/flags")) {
                assertThat(status(DEV, path)).as(path).isEqualTo(403);
                assertThat(status(OPS, path)).as(path).isEqualTo(200);
            }
            assertThat(status(GUEST, own)).isEqualTo(403);
            assertThat(status(GUEST, at + "/health")).isEqualTo(200);
            assertThat(http.postJson(at + "/api/v1", "{}", "Authorization", DEV).statusCode())
                    .isEqualTo(403);
        }
    }

    private int status(String as, String path) throws Exception {
        return http.get(path, "Authorization", as).statusCode();
    }
}
