package io.mesocosm.master.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mesocosm.protocol.link.v1.FromMaster;
import io.mesocosm.store.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a master finds when it comes back to its registry (spec §8). */
class RestartTest {
    @TempDir private Path folder;

    @Test
    void remembersItsAgentsAndRaisesItsTerm() throws Exception {
        Path registry = folder.resolve("registry.mv");
        String id;
        try (RunningMaster master = RunningMaster.startOn(registry);
                FakeAgent agent = new FakeAgent(master.linkPort())) {
            id = agent.register();
        }
        try (RunningMaster master = RunningMaster.startOn(registry);
                HttpCalls http = new HttpCalls(master.port());
                FakeAgent agent = new FakeAgent(master.linkPort())) {
            assertThat(http.get("/slaves").body())
                    .contains("\"recovered_slaves\":[{\"id\":\"" + id + "\"");
            FromMaster answer = agent.reregister(id);
            assertThat(answer.getTerm()).isEqualTo(2);
            await().untilAsserted(
                            () ->
                                    assertThat(http.get("/slaves").body())
                                            .contains("\"recovered_slaves\":[]", id));
        }
    }

    @Test
    void namesTheProcessThatHoldsTheRegistry() throws Exception {
        Path registry = folder.resolve("registry.mv");
        try (RunningMaster master = RunningMaster.startOn(registry)) {
            assertThat(master.port()).isPositive();
            assertThatThrownBy(() -> RunningMaster.startOn(registry).close())
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
        }
    }
}
