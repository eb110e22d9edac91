package io.mesocosm.master.server.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.task.TaskState;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.protocol.v1.TaskStatus;
import org.junit.jupiter.api.Test;

/** What service discovery reads of a task: its statuses' containers and networks (spec §5.4). */
final class TaskJsonTest {
    private static final String TASK =
            "{\"name\":\"n\",\"task_id\":{\"value\":\"t\"},\"agent_id\":{\"value\":\"m-S0\"}}";

    private static String statuses(String status) throws JsonException {
        JsonWriter writer = new JsonWriter();
        TaskJson.write(
                writer,
                Snapshots.task(
                        MesosJson.parse(TASK, TaskInfo.getDefaultInstance()),
                        TaskState.TASK_RUNNING,
                        Snapshots.START,
                        MesosJson.parse(status, TaskStatus.getDefaultInstance())));
        String task = new String(writer.toByteArray(), UTF_8);
        return task.substring(task.indexOf("\"statuses\":"));
    }

    @Test
    void aStatusHasItsContainerAndTheNetworksInTheFormOfTheEndpoint() throws Exception {
        assertThat(
                        statuses(
                                """
                                {"task_id":{"value":"t"},"state":"TASK_RUNNING","message":"m","reason":"REASON_RECONCILIATION",
                                 "container_status":{"container_id":{"value":"c"},"executor_pid":7,
                                  "network_infos":[{"groups":["g"],"labels":{"labels":[{"key":"k","value":"v"}]},
                                   "ip_addresses":[{"ip_address":"10.0.0.2","protocol":"IPv4"}],"name":"net",
                                   "port_mappings":[{"host_port":31000,"container_port":80}]},{}]}}"""))
                .isEqualTo(
                        "\"statuses\":[{\"state\":\"TASK_RUNNING\",\"timestamp\":1700000000.0,"
                                + "\"container_status\":{\"container_id\":{\"value\":\"c\"},"
                                + "\"network_infos\":[{\"groups\":[\"g\"],\"labels\":[{\"key\":\"k\",\"value\":\"v\"}],"
                                + "\"ip_addresses\":[{\"protocol\":\"IPv4\",\"ip_address\":\"10.0.0.2\"}],\"name\":\"net\","
                                + "\"port_mappings\":[{\"host_port\":31000,\"container_port\":80}]},{}]}}]}");
    }

    @Test
    void aContainerWithoutNetworkHasNoListOfThem() throws Exception {
        assertThat(
                        statuses(
                                "{\"task_id\":{\"value\":\"t\"},\"state\":\"TASK_RUNNING\","
                                        + "\"container_status\":{\"container_id\":{\"value\":\"c\"}}}"))
                .endsWith("\"container_status\":{\"container_id\":{\"value\":\"c\"}}}]}");
    }
}
