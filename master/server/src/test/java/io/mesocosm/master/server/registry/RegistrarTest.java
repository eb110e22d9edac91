package io.mesocosm.master.server.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.server.FakeAgent;
import io.mesocosm.master.server.intake.AgentIntake;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.StoreElection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry over a store: what is written is what is loaded, by the leader only. */
class RegistrarTest {
    private static final Instant NOW = Instant.ofEpochSecond(1000);

    private final MemoryStore store = new MemoryStore();
    private Registrar registrar;
    private AgentSpec agent;

    @BeforeEach
    void elect() throws Exception {
        registrar = new Registrar(store, lead().fence());
        agent = AgentIntake.agent(FakeAgent.facts("", 5051).build());
    }

    private Leadership lead() {
        return new StoreElection(store, "election/master")
                .campaign("here")
                .toCompletableFuture()
                .join();
    }

    private RegistryContent load() {
        return registrar.load().toCompletableFuture().join();
    }

    private void commit(RegistryChange... changes) {
        registrar.commit(List.of(changes)).toCompletableFuture().join();
    }

    @Test
    void keepsAnAgentWithAllItsFacts() {
        commit(new RegistryChange.AdmitAgent("S0", agent));
        AgentSpec loaded = requireNonNull(load().admitted().get("S0"));
        assertThat(loaded.hostname()).isEqualTo(agent.hostname());
        assertThat(loaded.address()).isEqualTo(agent.address());
        assertThat(loaded.total()).isEqualTo(agent.total());
        assertThat(loaded.capabilities()).isEqualTo(agent.capabilities());
        assertThat(loaded.version()).isEqualTo(agent.version());
    }

    @Test
    void movesAgentsBetweenItsLists() {
        commit(new RegistryChange.AdmitAgent("S0", agent));
        commit(new RegistryChange.MarkUnreachable("S0", NOW));
        assertThat(load().admitted()).isEmpty();
        assertThat(load().unreachable()).containsEntry("S0", NOW);
        commit(new RegistryChange.MarkReachable("S0", agent));
        assertThat(load().admitted()).containsKey("S0");
        assertThat(load().unreachable()).isEmpty();
        commit(new RegistryChange.MarkGone("S0", NOW));
        assertThat(load().admitted()).isEmpty();
        assertThat(load().gone()).containsEntry("S0", NOW);
        commit(new RegistryChange.Prune("S0"));
        assertThat(load().gone()).isEmpty();
    }

    @Test
    void commitsMoreChangesThanATransactionHolds() {
        List<RegistryChange> changes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            changes.add(new RegistryChange.AdmitAgent("S" + i, agent));
        }
        registrar.commit(changes).toCompletableFuture().join();
        assertThat(load().admitted()).hasSize(500);
    }

    @Test
    void writesNothingOnceAnotherLeads() {
        var _ = lead();
        assertThatThrownBy(() -> commit(new RegistryChange.AdmitAgent("S0", agent)))
                .hasMessageContaining("another master leads");
        assertThat(load().admitted()).isEmpty();
    }
}
