package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.resources.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: what is allocated at once and what waits for the interval (spec §6, triggers). */
class TriggerTest {
    private final AllocatorFixture fixture = new AllocatorFixture();
    private final Allocator allocator = fixture.allocator;

    private List<String> triggered() {
        return allocator.allocateTriggered(fixture.now, 1).stream()
                .map(Allocation::agentId)
                .toList();
    }

    @Test
    void aNewAgentIsAllocatedAtOnceAndNoOtherWithIt() {
        fixture.framework("f1", "*").agent("a1");
        Allocation offer = fixture.offers().getFirst();
        assertThat(allocator.isTriggered()).isFalse();
        fixture.decline(offer, 0);
        assertThat(allocator.isTriggered()).isFalse();
        fixture.agent("a2");

        assertThat(allocator.isTriggered()).isTrue();
        assertThat(triggered()).containsExactly("a2");
        assertThat(allocator.isTriggered()).isFalse();
        assertThat(fixture.targets()).containsExactly("f1@*:a1");
    }

    @Test
    void aNewFrameworkAReviveAndAnActivationTriggerAll() {
        fixture.agent("a1");
        triggered();
        fixture.framework("f1", "*");
        assertThat(triggered()).containsExactly("a1");

        allocator.recover("f1", "*", "a1", Resources.parse(AllocatorFixture.AGENT), null);
        allocator.suppress("f1", List.of());
        assertThat(allocator.isTriggered()).isFalse();
        allocator.revive("f1", List.of());
        assertThat(triggered()).containsExactly("a1");

        allocator.recover("f1", "*", "a1", Resources.parse(AllocatorFixture.AGENT), null);
        allocator.deactivateFramework("f1");
        assertThat(allocator.isTriggered()).isFalse();
        allocator.activateFramework("f1");
        assertThat(triggered()).containsExactly("a1");
    }

    @Test
    void aReactivatedOrChangedAgentIsAllocatedAtOnce() {
        fixture.framework("f1", "*").agent("a1");
        allocator.deactivateAgent("a1");
        assertThat(triggered()).isEmpty();
        allocator.activateAgent("a1");
        assertThat(triggered()).containsExactly("a1");
        allocator.updateTotal("a1", Resources.parse(AllocatorFixture.AGENT + ";cpus:1"));
        assertThat(triggered()).containsExactly("a1");
    }

    @Test
    void anUnchangedAgentTriggersNothing() {
        fixture.framework("f1", "*").agent("a1");
        fixture.offers();
        allocator.updateTotal("a1", Resources.parse(AllocatorFixture.AGENT));

        assertThat(allocator.isTriggered()).isFalse();
    }
}
