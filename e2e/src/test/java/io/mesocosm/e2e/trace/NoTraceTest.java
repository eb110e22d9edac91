package io.mesocosm.e2e.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.cluster.Cluster;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where no collector is named, nothing runs that would send to one. */
@Tag("e2e")
class NoTraceTest {
    @RegisterExtension static final Cluster CLUSTER = Cluster.create().withMarathon();

    @Test
    void hasNoThreadThatSendsTelemetry() {
        for (String name : List.of("marathon", "master", "agent")) {
            assertThat(Threads.ofTelemetry(CLUSTER.component(name))).as(name).isEmpty();
        }
    }
}
