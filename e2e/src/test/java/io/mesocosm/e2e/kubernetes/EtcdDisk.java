package io.mesocosm.e2e.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import java.util.Base64;

/** The disk of the MesosCluster's etcd, filled by etcd's own API. */
final class EtcdDisk {
    private static final String KEY = base64("/filler");
    private static final String VALUE = base64("x".repeat(900_000));
    private static final int MOST = 200;

    private final Endpoint member;

    EtcdDisk(Access access) {
        member = Apis.pod(Faults.ETCD.getFirst(), "mesos-etcd", 2379, access);
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
        return member.post("/v3/kv/put", "{\"key\":\"%s\",\"value\":\"%s\"}".formatted(KEY, VALUE));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
