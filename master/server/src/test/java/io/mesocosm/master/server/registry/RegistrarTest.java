package io.mesocosm.master.server.registry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.agent.Drain;
import io.mesocosm.master.core.registry.RegistryChange;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.server.FakeAgent;
import io.mesocosm.master.server.intake.AgentIntake;
import io.mesocosm.store.Leadership;
import io.mesocosm.store.MemoryStore;
import io.mesocosm.store.StoreElection;
import io.mesocosm.store.Transaction;
import io.mesocosm.store.Write;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry over a store: what is written is what is loaded, by the leader only. */
class RegistrarTest {
    private static final Instant NOW = Instant.ofEpochSecond(1000);
    private static final String FIRST_FORM_OF_AN_AGENT =
            "Eg0KA29sZDIGCgRtLVMwGgYxLjExLjAiDTEwLjAuMC4xOjUwNTEqCk1VTFRJX1JPTEU=";

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
    void keepsWhatOperatorsSaidOfAnAgentWhereverItIs() {
        Drain drain = new Drain(Duration.ofSeconds(30), true, false);
        commit(
                new RegistryChange.AdmitAgent("S0", agent),
                new RegistryChange.AdmitAgent("S1", agent),
                new RegistryChange.Deactivate("S0", null),
                new RegistryChange.Deactivate("S1", drain));
        commit(new RegistryChange.MarkUnreachable("S1", NOW));
        assertThat(load().deactivated())
                .containsOnly(
                        entry("S0", new Deactivation(null, null)),
                        entry("S1", new Deactivation(drain, null)));
        commit(
                new RegistryChange.Reactivate("S0"),
                new RegistryChange.MarkReachable("S1", agent),
                new RegistryChange.Deactivate("S1", drain.done()));
        assertThat(load().deactivated())
                .containsOnly(entry("S1", new Deactivation(drain.done(), null)));
        commit(new RegistryChange.MarkGone("S1", NOW));
        assertThat(load().deactivated()).isEmpty();
    }

    @Test
    void keepsWeightsAndQuotas() {
        QuotaSpec eng = new QuotaSpec(Map.of("cpus", 1.5), Map.of("cpus", 3.0, "mem", 1024.0));
        QuotaSpec ops = new QuotaSpec(Map.of(), Map.of("gpus", 0.0));
        commit(
                new RegistryChange.SetWeights(Map.of("eng/web", 2.5, "*", 0.5)),
                new RegistryChange.SetQuotas(Map.of("eng", eng, "ops", ops)));
        assertThat(load().weights()).containsOnly(entry("eng/web", 2.5), entry("*", 0.5));
        assertThat(load().quotas()).containsOnly(entry("eng", eng), entry("ops", ops));
        commit(
                new RegistryChange.SetWeights(Map.of("*", 2.0)),
                new RegistryChange.SetQuotas(Map.of("eng", QuotaSpec.NONE)));
        assertThat(load().weights()).containsOnly(entry("eng/web", 2.5), entry("*", 2.0));
        assertThat(load().quotas()).containsOnly(entry("ops", ops));
    }

    /** As 0.1.0 wrote it before agents could be deactivated. */
    @Test
    void readsARegistryOfItsFirstForm() {
        Base64.Decoder base64 = Base64.getDecoder();
        store.commit(
                        new Transaction(
                                List.of(),
                                List.of(
                                        new Write.Put(
                                                "registry/agents/m-S0",
                                                base64.decode(FIRST_FORM_OF_AN_AGENT)),
                                        new Write.Put(
                                                "registry/unreachable/m-S1",
                                                base64.decode("AAAAAAAPQkA=")),
                                        new Write.Put(
                                                "registry/gone/m-S2",
                                                base64.decode("AAAAAAAPQkA=")))))
                .toCompletableFuture()
                .join();
        RegistryContent loaded = load();
        assertThat(requireNonNull(loaded.admitted().get("m-S0")).hostname()).isEqualTo("old");
        assertThat(loaded.unreachable()).containsOnly(entry("m-S1", NOW));
        assertThat(loaded.gone()).containsOnly(entry("m-S2", NOW));
        assertThat(loaded.deactivated()).isEmpty();
        assertThat(loaded.weights()).isEmpty();
        assertThat(loaded.quotas()).isEmpty();
    }

    @Test
    void refusesARegistryOfANewerMaster() {
        store.commit(
                        new Transaction(
                                List.of(),
                                List.of(new Write.Put("registry/planets/earth", new byte[1]))))
                .toCompletableFuture()
                .join();
        assertThatThrownBy(this::load)
                .rootCause()
                .hasMessageContaining("registry/planets/earth", "does not know");
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
