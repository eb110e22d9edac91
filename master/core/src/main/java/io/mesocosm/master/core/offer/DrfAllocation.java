package io.mesocosm.master.core.offer;

import io.mesocosm.allocator.AgentProfile;
import io.mesocosm.allocator.Allocator;
import io.mesocosm.allocator.AllocatorConfig;
import io.mesocosm.allocator.FrameworkProfile;
import io.mesocosm.allocator.OfferFilter;
import io.mesocosm.allocator.Quota;
import io.mesocosm.master.core.MasterConfig;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.state.MasterState;
import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one place that talks to the hierarchical DRF allocator. */
public final class DrfAllocation implements Allocation {
    /** --allocator_agent_recovery_factor and --allocator_recovery_timeout in Mesos (spec §6). */
    private static final double RECOVERY_FACTOR = 0.8;

    private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(10);

    private final MasterState state;
    private final Allocator allocator;
    private final int expectedAgents;
    private final Instant recoveryEnds;
    private boolean recovering;
    private long seed;

    public DrfAllocation(MasterState state) {
        this.state = state;
        MasterConfig.AllocatorOptions options = state.config().allocator();
        String minimum = options.minAllocatableResources();
        allocator =
                new Allocator(
                        new AllocatorConfig(
                                minimum == null ? List.of() : AllocatorConfig.parseMinimum(minimum),
                                options.fairSharingExcluded(),
                                options.filterGpuResources(),
                                options.region()));
        allocator.updateWhitelist(options.whitelist());
        state.weights().forEach(allocator::updateWeight);
        state.quotas().forEach((role, quota) -> allocator.updateQuota(role, quota(quota)));
        seed = options.seed();
        expectedAgents = state.recovered().size();
        recoveryEnds = state.now().plus(RECOVERY_TIMEOUT);
        recovering = expectedAgents > 0 && !state.quotas().isEmpty();
    }

    private static Quota quota(QuotaSpec spec) {
        return new Quota(
                ResourceQuantities.ofMilli(milli(spec.guarantees())),
                new ResourceLimits(milli(spec.limits())));
    }

    private static Map<String, Long> milli(Map<String, Double> amounts) {
        Map<String, Long> result = new HashMap<>();
        amounts.forEach((name, amount) -> result.put(name, Math.round(amount * 1000)));
        return result;
    }

    @Override
    public void addFramework(Framework framework) {
        allocator.addFramework(framework.id(), profile(framework), framework.active());
    }

    @Override
    public void updateFramework(Framework framework) {
        allocator.updateFramework(framework.id(), profile(framework));
    }

    @Override
    public void deactivateFramework(String frameworkId) {
        allocator.deactivateFramework(frameworkId);
    }

    @Override
    public void activateFramework(String frameworkId) {
        allocator.activateFramework(frameworkId);
    }

    @Override
    public void removeFramework(String frameworkId) {
        allocator.removeFramework(frameworkId);
    }

    private static FrameworkProfile profile(Framework framework) {
        Set<FrameworkProfile.Capability> capabilities =
                EnumSet.noneOf(FrameworkProfile.Capability.class);
        for (FrameworkProfile.Capability capability : FrameworkProfile.Capability.values()) {
            if (framework.spec().capabilities().stream()
                    .anyMatch(c -> c.name().equals(capability.name()))) {
                capabilities.add(capability);
            }
        }
        return new FrameworkProfile(
                Set.copyOf(framework.spec().effectiveRoles()),
                framework.suppressedRoles(),
                capabilities,
                framework.spec().offerFilters().minimums(),
                framework.offerConstraints().constraints());
    }

    @Override
    public void addAgent(Agent agent, Map<String, Resources> usedByFramework) {
        List<io.mesocosm.allocator.Allocation> used = new ArrayList<>();
        usedByFramework.forEach(
                (framework, resources) ->
                        resources
                                .allocations()
                                .forEach(
                                        (role, held) ->
                                                used.add(
                                                        new io.mesocosm.allocator.Allocation(
                                                                framework,
                                                                role,
                                                                agent.id(),
                                                                held))));
        allocator.addAgent(agent.id(), profile(agent), used);
        if (!agent.active()) {
            allocator.deactivateAgent(agent.id());
        }
    }

    @Override
    public void updateAgent(Agent agent) {
        allocator.updateAgent(agent.id(), profile(agent));
    }

    private static AgentProfile profile(Agent agent) {
        Set<AgentProfile.Capability> capabilities = EnumSet.noneOf(AgentProfile.Capability.class);
        for (AgentProfile.Capability capability : AgentProfile.Capability.values()) {
            if (agent.spec().capabilities().contains(capability.name())) {
                capabilities.add(capability);
            }
        }
        return new AgentProfile(
                agent.spec().hostname(),
                agent.total(),
                agent.spec().attributes(),
                agent.spec().region(),
                agent.spec().zone(),
                capabilities);
    }

    @Override
    public void deactivateAgent(String agentId) {
        allocator.deactivateAgent(agentId);
    }

    @Override
    public void activateAgent(String agentId) {
        allocator.activateAgent(agentId);
    }

    @Override
    public void removeAgent(String agentId) {
        allocator.removeAgent(agentId);
    }

    @Override
    public void charge(String frameworkId, String agentId, Resources resources) {
        resources
                .allocations()
                .forEach(
                        (role, part) ->
                                allocator.charge(
                                        new io.mesocosm.allocator.Allocation(
                                                frameworkId, role, agentId, part)));
    }

    @Override
    public void recover(
            String frameworkId, String agentId, Resources resources, @Nullable Duration filter) {
        OfferFilter refusal =
                filter == null
                        ? null
                        : OfferFilter.refusing(
                                filter.toNanos() / 1e9,
                                state.now(),
                                state.config().allocationInterval());
        resources
                .allocations()
                .forEach(
                        (role, part) ->
                                allocator.recover(frameworkId, role, agentId, part, refusal));
    }

    @Override
    public void suppress(String frameworkId, Collection<String> roles) {
        if (!roles.isEmpty()) {
            allocator.suppress(frameworkId, roles);
        }
    }

    @Override
    public void revive(String frameworkId, Collection<String> roles) {
        if (!roles.isEmpty()) {
            allocator.revive(frameworkId, roles);
        }
    }

    @Override
    public void updateWeight(String role, double weight) {
        allocator.updateWeight(role, weight);
    }

    @Override
    public void updateQuota(String role, QuotaSpec quota) {
        allocator.updateQuota(role, quota(quota));
    }

    /** With quotas set, too few agents would make guarantees look unmet: better wait for them. */
    private boolean isRecovering(Instant now) {
        if (recovering) {
            int missing = state.recovered().size();
            boolean enough = expectedAgents - missing >= RECOVERY_FACTOR * expectedAgents;
            recovering = !enough && now.isBefore(recoveryEnds);
        }
        return recovering;
    }

    @Override
    public List<Grant> allocate(Instant now, boolean intervalPassed) {
        if (isRecovering(now)) {
            return List.of();
        }
        List<io.mesocosm.allocator.Allocation> granted;
        if (intervalPassed) {
            granted = allocator.allocateAll(now, seed++);
        } else if (allocator.isTriggered()) {
            granted = allocator.allocateTriggered(now, seed++);
        } else {
            return List.of();
        }
        return granted.stream()
                .map(
                        g ->
                                new Grant(
                                        g.frameworkId(),
                                        g.role(),
                                        g.agentId(),
                                        g.resources().allocate(g.role())))
                .toList();
    }
}
