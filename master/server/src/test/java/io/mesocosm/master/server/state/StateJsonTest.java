package io.mesocosm.master.server.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.http.VersionInfo;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.v1.DomainInfo;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds each v0 object to the field tables of spec §5.4, byte for byte. */
final class StateJsonTest {
    private static final Snapshot SNAPSHOT = Snapshots.small();
    private static final MasterIdentity MASTER =
            new MasterIdentity(
                    "m",
                    "10.0.0.9",
                    5050,
                    "leader",
                    "prod",
                    null,
                    Snapshots.START,
                    Snapshots.START,
                    Map.of("port", "5050"));

    private static final String TASK_ONE =
            """
            {"id":"one","name":"name of one","framework_id":"m-0000","executor_id":"","slave_id":"m-S0",\
            "state":"TASK_RUNNING","resources":{"cpus":1.0,"disk":0.0,"gpus":0.0,"mem":32.0},"role":"dev",\
            "statuses":[{"state":"TASK_RUNNING","timestamp":1700000000.0,"healthy":true}],\
            "user":"nobody","labels":[{"key":"k","value":"v"}]}""";
    private static final String AGENT =
            """
            "id":"m-S0","hostname":"host1","port":5051,"attributes":{"keys":"[1-5]","level":10.0,"rack":"abc"},\
            "pid":"slave(1)@10.0.0.1:5051","registered_time":1700000000.0,"reregistered_time":1700000001.0,\
            "resources":{"cpus":4.0,"disk":10.0,"gpus":0.0,"mem":128.0,"ports":"[31000-32000]"},\
            "used_resources":{"cpus":1.0,"disk":0.0,"gpus":0.0,"mem":32.0},\
            "offered_resources":{"cpus":3.0,"disk":0.0,"gpus":0.0,"mem":96.0},\
            "reserved_resources":{"prod":{"cpus":0.0,"disk":10.0,"gpus":0.0,"mem":0.0}},\
            "unreserved_resources":{"cpus":4.0,"disk":0.0,"gpus":0.0,"mem":128.0,"ports":"[31000-32000]"},\
            "active":true,"deactivated":false,"version":"1.11.0","capabilities":["MULTI_ROLE"]""";
    private static final String FRAMEWORK_SUMMARY =
            """
            "id":"m-0000","name":"f","used_resources":{"cpus":1.0,"disk":0.0,"gpus":0.0,"mem":32.0},\
            "offered_resources":{"cpus":3.0,"disk":0.0,"gpus":0.0,"mem":96.0},\
            "capabilities":["PARTITION_AWARE","MULTI_ROLE"],"hostname":"client","webui_url":"",\
            "active":true,"connected":false,"recovered":false""";

    @Test
    void stateHasTheMasterItsAgentsAndFrameworks() {
        String state = written(writer -> StateJson.state(writer, MASTER, SNAPSHOT));
        assertThat(state)
                .startsWith("{\"build_date\":\"")
                .contains(
                        "\"version\":\""
                                + VersionInfo.MESOS_VERSION
                                + "\",\"start_time\":1700000000.0,\"elected_time\":1700000000.0,"
                                + "\"id\":\"m\",\"pid\":\"master@10.0.0.9:5050\",\"hostname\":\"leader\","
                                + "\"capabilities\":[\"AGENT_UPDATE\",\"AGENT_DRAINING\",\"QUOTA_V2\"],"
                                + "\"activated_slaves\":1.0,\"deactivated_slaves\":0.0,\"unreachable_slaves\":1.0,"
                                + "\"leader\":\"master@10.0.0.9:5050\",\"leader_info\":{\"id\":\"m\","
                                + "\"pid\":\"master@10.0.0.9:5050\",\"port\":5050,\"hostname\":\"leader\"},"
                                + "\"cluster\":\"prod\",\"flags\":{\"port\":\"5050\"},\"slaves\":[{"
                                + AGENT
                                + "}],\"recovered_slaves\":[{\"id\":\"m-S9\",\"hostname\":\"host1\"")
                .endsWith(
                        ",\"completed_frameworks\":[],\"unregistered_frameworks\":[],\"orphan_tasks\":[]}");
    }

    @Test
    void stateTellsWhereTheMasterStandsAndWhereItsLogIs() {
        DomainInfo.Builder domain = DomainInfo.newBuilder();
        domain.getFaultDomainBuilder().getRegionBuilder().setName("eu");
        domain.getFaultDomainBuilder().getZoneBuilder().setName("eu-1");
        MasterIdentity master =
                new MasterIdentity(
                        "m",
                        "10.0.0.9",
                        5050,
                        "leader",
                        null,
                        domain.build(),
                        Snapshots.START,
                        Snapshots.START,
                        Map.of("log_dir", "/var/log/mesos"));
        String written =
                "\"domain\":{\"fault_domain\":{\"region\":{\"name\":\"eu\"},\"zone\":{\"name\":\"eu-1\"}}}";
        assertThat(written(writer -> StateJson.state(writer, master, SNAPSHOT)))
                .contains(
                        "\"unreachable_slaves\":1.0," + written + ",\"leader\":",
                        "\"hostname\":\"leader\"," + written + "},\"log_dir\":\"/var/log/mesos\",");
    }

    @Test
    void summaryLeavesOutTheTasksOfCompletedFrameworks() {
        Snapshot snapshot = Snapshots.with(Snapshots.pages(), Snapshots.pages());
        assertThat(written(writer -> StateJson.summary(writer, MASTER, snapshot)))
                .contains("\"TASK_FINISHED\":0", "\"framework_ids\":[]")
                .endsWith("\"frameworks\":[]}");
    }

    @Test
    void executorsOfNoResourcesHaveNoRole() {
        Snapshot snapshot =
                Snapshots.with(
                        Snapshots.pages(Snapshots.framework()),
                        Snapshots.pages(
                                Snapshots.executor("bare", ""),
                                Snapshots.executor("full", "cpus:1")));
        assertThat(written(writer -> StateJson.frameworks(writer, snapshot, null)))
                .contains(
                        "\"executors\":[{\"executor_id\":\"bare\",\"name\":\"e\",\"framework_id\":\"m-0000\","
                                + "\"command\":{\"value\":\"./run\",\"argv\":[],\"uris\":[]},"
                                + "\"resources\":{\"cpus\":0.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":0.0},"
                                + "\"slave_id\":\"m-S0\"},{\"executor_id\":\"full\"",
                        "\"resources\":{\"cpus\":1.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":0.0},"
                                + "\"role\":\"dev\",\"slave_id\":\"m-S0\"}");
    }

    @Test
    void frameworksHaveAllTheyHold() {
        assertThat(written(writer -> StateJson.frameworks(writer, SNAPSHOT, null)))
                .isEqualTo(
                        "{\"frameworks\":[{"
                                + FRAMEWORK_SUMMARY
                                + ",\"user\":\"root\",\"failover_timeout\":60.0,\"checkpoint\":true,"
                                + "\"registered_time\":1700000000.0,\"unregistered_time\":0.0,\"principal\":\"who\","
                                + "\"resources\":{\"cpus\":4.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":128.0},"
                                + "\"roles\":[\"dev\"],\"tasks\":["
                                + TASK_ONE
                                + "],\"unreachable_tasks\":[],\"completed_tasks\":["
                                + TASK_ONE.replace("one", "two")
                                        .replace("TASK_RUNNING", "TASK_FINISHED")
                                        .replace("1700000000.0", "1700000000.5")
                                + "],\"offers\":[{\"id\":\"m-O1\",\"framework_id\":\"m-0000\","
                                + "\"allocation_info\":{\"role\":\"dev\"},\"slave_id\":\"m-S0\","
                                + "\"resources\":{\"cpus\":3.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":96.0}}],"
                                + "\"executors\":[],\"labels\":[{\"key\":\"k\",\"value\":\"v\"}]}],"
                                + "\"completed_frameworks\":[],\"unregistered_frameworks\":[]}");
        assertThat(written(writer -> StateJson.frameworks(writer, SNAPSHOT, "other")))
                .startsWith("{\"frameworks\":[],");
    }

    @Test
    void slavesHaveResourcesOneByOneToo() {
        String slaves = written(writer -> StateJson.slaves(writer, SNAPSHOT, null));
        assertThat(slaves)
                .startsWith("{\"slaves\":[{" + AGENT + ",\"reserved_resources_full\":{\"prod\":[{")
                .contains(
                        "{\"name\":\"disk\",\"type\":\"SCALAR\",\"scalar\":{\"value\":10.0},\"role\":\"prod\","
                                + "\"reservations\":[{\"type\":\"STATIC\",\"role\":\"prod\"}]}",
                        "{\"name\":\"ports\",\"type\":\"RANGES\",\"ranges\":{\"range\":[{\"begin\":31000,"
                                + "\"end\":32000}]},\"role\":\"*\",\"reservations\":[]}",
                        "\"used_resources_full\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1.0},"
                                + "\"role\":\"*\",\"allocation_info\":{\"role\":\"dev\"},\"reservations\":[]}");
        assertThat(written(writer -> StateJson.slaves(writer, SNAPSHOT, "m-S1")))
                .isEqualTo("{\"slaves\":[],\"recovered_slaves\":[]}");
    }

    @Test
    void summaryCountsTasksByAgentAndFramework() {
        String counts =
                ",\"TASK_STAGING\":0,\"TASK_STARTING\":0,\"TASK_RUNNING\":1,\"TASK_KILLING\":0,"
                        + "\"TASK_FINISHED\":1,\"TASK_KILLED\":0,\"TASK_FAILED\":0,\"TASK_LOST\":0,"
                        + "\"TASK_ERROR\":0,\"TASK_UNREACHABLE\":0,";
        assertThat(written(writer -> StateJson.summary(writer, MASTER, SNAPSHOT)))
                .isEqualTo(
                        "{\"hostname\":\"leader\",\"cluster\":\"prod\",\"slaves\":[{"
                                + AGENT
                                + counts
                                + "\"framework_ids\":[\"m-0000\"]}],\"frameworks\":[{"
                                + FRAMEWORK_SUMMARY
                                + counts
                                + "\"slave_ids\":[\"m-S0\"]}]}");
    }

    @Test
    void rolesListTheirShareAndTheirFrameworks() {
        assertThat(written(writer -> StateJson.roles(writer, SNAPSHOT)))
                .contains(
                        "{\"name\":\"dev\",\"weight\":1.0,\"quota\":{\"role\":\"dev\",\"guarantee\":{},\"limit\":{},"
                                + "\"consumed\":{\"cpus\":1.0,\"mem\":32.0}},"
                                + "\"resources\":{\"cpus\":4.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":128.0},"
                                + "\"allocated\":{\"cpus\":1.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":32.0},"
                                + "\"offered\":{\"cpus\":3.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":96.0},"
                                + "\"reserved\":{\"cpus\":0.0,\"disk\":0.0,\"gpus\":0.0,\"mem\":0.0},"
                                + "\"frameworks\":[\"m-0000\"]}",
                        "{\"name\":\"prod\"");
    }

    @Test
    void tasksAreNewestFirstAndCutToTheLimit() {
        assertThat(taskIds(TaskQuery.of(null, null, null, null, null))).isEqualTo("two one");
        assertThat(taskIds(TaskQuery.of(null, null, null, null, "asc"))).isEqualTo("one two");
        assertThat(taskIds(TaskQuery.of(null, null, "1", "1", "asc"))).isEqualTo("two");
        assertThat(taskIds(TaskQuery.of(null, null, "-1", "0", "desc"))).isEqualTo("two one");
        assertThat(taskIds(TaskQuery.of(null, null, "abc", "x", "des"))).isEqualTo("two one");
        assertThat(taskIds(TaskQuery.of("m-0000", "one", null, null, null))).isEqualTo("one");
        assertThat(taskIds(TaskQuery.of("nobody", null, null, null, null))).isEmpty();
    }

    private static String taskIds(TaskQuery query) {
        return Pattern.compile("\\{\"id\":\"(\\w+)\"")
                .matcher(written(writer -> StateJson.tasks(writer, SNAPSHOT, query)))
                .results()
                .map(match -> match.group(1))
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    private static String written(Consumer<JsonWriter> body) {
        JsonWriter writer = new JsonWriter();
        body.accept(writer);
        return new String(writer.toByteArray(), UTF_8);
    }
}
