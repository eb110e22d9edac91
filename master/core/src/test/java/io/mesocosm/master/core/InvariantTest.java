package io.mesocosm.master.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.input.LinkHandle;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.master.core.registry.RegistryContent;
import io.mesocosm.master.core.state.Ledger;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.Resources;
import org.junit.jupiter.api.Test;

/** A master that promises a resource twice notices. */
class InvariantTest {
    private final MasterState state =
            new MasterState(MasterConfig.defaults("m"), RegistryContent.EMPTY, MasterFixture.START);
    private final Ledger ledger = new Ledger(state);

    private void offer(String id, String resources) {
        ledger.add(
                new Offer(
                        id,
                        "f",
                        "a",
                        "*",
                        Resources.parse(resources).allocate("*"),
                        MasterFixture.START));
    }

    @Test
    void offeringMoreThanThereIsBreaksIt() {
        ledger.register(
                new Agent(
                        "a",
                        Samples.agent("cpus:4;mem:100", "h:1"),
                        new LinkHandle(1),
                        null,
                        Resources.EMPTY,
                        Resources.EMPTY,
                        MasterFixture.START,
                        null));
        offer("o1", "cpus:3");
        assertThat(Invariant.check(state)).isEmpty();
        offer("o2", "cpus:2");
        assertThat(Invariant.check(state))
                .hasValueSatisfying(broken -> assertThat(broken).contains("agent=a"));
    }
}
