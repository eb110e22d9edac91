package io.mesocosm.e2e.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.util.Base64;
import java.util.List;

/** The disk of the MesosCluster's etcd, filled and cleared by etcd's own API. */
final class EtcdDisk {
    private static final String KEY = base64("/filler");
    private static final String VALUE = base64("x".repeat(900_000));
    private static final int MOST = 200;

    private final List<Endpoint> members;

    EtcdDisk(Access access) {
        members =
                Faults.ETCD.stream()
                        .map(member -> Apis.pod(member, "mesos-etcd", 2379, access))
                        .toList();
    }

    /** Writes one key until etcd has no space for its history any more. */
    void fill() {
        Answer answer = put();
        for (int i = 0; i < MOST && answer.status() == 200; i++) {
            answer = put();
        }
        assertThat(answer.text()).contains("database space exceeded");
    }

    private Answer put() {
        return members.getFirst()
                .post("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(KEY, VALUE));
    }

    /** Does what the condition says: compacts, defragments each member, disarms the alarm. */
    void clear() {
        String revision =
                ok("/v3/kv/deleterange", "{\"key\":\"%s\"}".formatted(KEY), members.getFirst())
                        .json()
                        .at("/header/revision")
                        .asText();
        ok(
                "/v3/kv/compaction",
                "{\"revision\":\"%s\",\"physical\":true}".formatted(revision),
                members.getFirst());
        members.forEach(member -> ok("/v3/maintenance/defragment", "{}", member));
        JsonNode alarms =
                ok("/v3/maintenance/alarm", "{\"action\":\"GET\"}", members.getFirst()).json();
        Json.elements(alarms.path("alarms"))
                .map(alarm -> alarm.path("memberID").asText())
                .forEach(this::disarm);
    }

    private void disarm(String member) {
        ok(
                "/v3/maintenance/alarm",
                "{\"action\":\"DEACTIVATE\",\"alarm\":\"NOSPACE\",\"memberID\":\"%s\"}"
                        .formatted(member),
                members.getFirst());
    }

    private static Answer ok(String path, String body, Endpoint member) {
        Answer answer = member.post(path, body);
        assertThat(answer.status()).as("%s at %s: %s", path, member, answer.text()).isEqualTo(200);
        return answer;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
