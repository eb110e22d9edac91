package io.mesocosm.benchmarks.allocator;

import io.mesocosm.allocator.AgentProfile;
import io.mesocosm.allocator.Allocation;
import io.mesocosm.allocator.Allocator;
import io.mesocosm.allocator.AllocatorConfig;
import io.mesocosm.allocator.FrameworkProfile;
import io.mesocosm.allocator.Quota;
import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import java.time.Instant;
import java.util.List;

/**
 * A cluster to allocate: agents alike but for their ports' first number, so that no two share their
 * resources' objects; frameworks in one role, or each in its own with a quota. After each cycle all
 * is taken back, so that every cycle offers every agent.
 */
public final class AllocationWorkload {
    private final Allocator allocator = new Allocator(AllocatorConfig.DEFAULT);
    private final Instant now = Instant.EPOCH;
    private long seed;

    private AllocationWorkload(int agents) {
        for (int i = 0; i < agents; i++) {
            allocator.addAgent(
                    "agent-S" + i, AgentProfile.of("host" + i, agentResources(i)), List.of());
        }
    }

    private static Resources agentResources(int number) {
        return Resources.parse(
                "cpus:24;mem:4096;disk:4096;ports:[%d-32000]".formatted(31000 + number % 100));
    }

    /** One role, as in Mesos's published figures. */
    public static AllocationWorkload oneRole(int agents, int frameworks) {
        AllocationWorkload workload = new AllocationWorkload(agents);
        for (int i = 0; i < frameworks; i++) {
            workload.allocator.addFramework("framework-" + i, FrameworkProfile.of("*"), true);
        }
        return workload;
    }

    /**
     * As many roles and frameworks as agents, all with a quota that is guarantee and limit: five in
     * six small (half an agent), one in six large (three agents), as LargeAndSmallQuota has them.
     */
    public static AllocationWorkload quotas(int agents) {
        AllocationWorkload workload = new AllocationWorkload(agents);
        for (int i = 0; i < agents; i++) {
            String role = "role" + i;
            boolean large = i % 6 == 5;
            String quantities =
                    large ? "cpus:72;mem:12288;disk:12288" : "cpus:12;mem:2048;disk:2048";
            workload.allocator.updateQuota(
                    role,
                    new Quota(
                            ResourceQuantities.parse(quantities),
                            ResourceLimits.parse(quantities)));
            workload.allocator.addFramework("framework-" + i, FrameworkProfile.of(role), true);
        }
        return workload;
    }

    /** One cycle over whatever may be offered. */
    public List<Allocation> cycle() {
        return allocator.allocateAll(now, seed++);
    }

    /** Frameworks give back all they were offered, without a filter. */
    public void takeBack(List<Allocation> offers) {
        for (Allocation offer : offers) {
            allocator.recover(
                    offer.frameworkId(), offer.role(), offer.agentId(), offer.resources(), null);
        }
    }
}
