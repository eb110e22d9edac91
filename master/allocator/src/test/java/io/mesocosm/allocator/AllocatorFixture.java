package io.mesocosm.allocator;

import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** An allocator with a clock that the test turns. */
final class AllocatorFixture {
    static final String AGENT = "cpus:4;mem:1024;disk:1000;ports:[31000-32000]";

    final Allocator allocator;
    Instant now = Instant.EPOCH;

    AllocatorFixture() {
        this(AllocatorConfig.DEFAULT);
    }

    AllocatorFixture(AllocatorConfig config) {
        allocator = new Allocator(config);
    }

    AllocatorFixture agent(String id) {
        return agent(id, AGENT);
    }

    AllocatorFixture agent(String id, String resources) {
        return agent(id, Resources.parse(resources));
    }

    AllocatorFixture agent(String id, Resources resources) {
        allocator.addAgent(id, AgentProfile.of(id, resources), List.of());
        return this;
    }

    AllocatorFixture framework(String id, String... roles) {
        return framework(id, FrameworkProfile.of(roles));
    }

    AllocatorFixture framework(String id, FrameworkProfile profile) {
        allocator.addFramework(id, profile, true);
        return this;
    }

    List<Allocation> offers() {
        return allocator.allocateAll(now, 1);
    }

    /** The offers of a cycle as {@code framework@role:agent}. */
    List<String> targets() {
        return offers().stream()
                .map(o -> o.frameworkId() + "@" + o.role() + ":" + o.agentId())
                .toList();
    }

    void decline(Allocation offer, double seconds) {
        OfferFilter filter =
                OfferFilter.isNone(seconds)
                        ? null
                        : OfferFilter.refusing(seconds, now, Duration.ofSeconds(1));
        allocator.recover(
                offer.frameworkId(), offer.role(), offer.agentId(), offer.resources(), filter);
    }

    void decline(List<Allocation> offers, double seconds) {
        offers.forEach(offer -> decline(offer, seconds));
    }

    void pass(double seconds) {
        now = now.plusMillis(Math.round(seconds * 1000));
    }

    static Allocation allocation(String framework, String role, String agent, String resources) {
        return new Allocation(framework, role, agent, Resources.parse(resources));
    }
}
