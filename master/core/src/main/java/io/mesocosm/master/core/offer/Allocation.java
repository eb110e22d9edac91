package io.mesocosm.master.core.offer;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the master asks of its allocator. Resources carry their allocation role; what was granted
 * counts as allocated until it is recovered, whether it is offered or used.
 */
public interface Allocation {
    /** A framework subscribed, or is known again through its agents (then it is not active). */
    void addFramework(Framework framework);

    /** Roles, capabilities, suppression, constraints or activity changed. */
    void updateFramework(Framework framework);

    /** It gets no offers; what it holds stays held. */
    void deactivateFramework(String frameworkId);

    void activateFramework(String frameworkId);

    /** All its resources must have been recovered. */
    void removeFramework(String frameworkId);

    /** An agent came with what frameworks hold on it. */
    void addAgent(Agent agent, Map<String, Resources> usedByFramework);

    /** Total, attributes or capabilities changed; filters on it are dropped if attributes did. */
    void updateAgent(Agent agent);

    void deactivateAgent(String agentId);

    void activateAgent(String agentId);

    void removeAgent(String agentId);

    /** A framework holds more on an agent than was granted: what a returning agent tells of. */
    void charge(String frameworkId, String agentId, Resources resources);

    /** Resources are free again; {@code filter} says how long this framework does not want them. */
    void recover(
            String frameworkId, String agentId, Resources resources, @Nullable Duration filter);

    void suppress(String frameworkId, Collection<String> roles);

    /** Unsuppresses and clears the filters of these roles. */
    void revive(String frameworkId, Collection<String> roles);

    void updateWeight(String role, double weight);

    /** A top-level role's quota, or none. */
    void updateQuota(String role, QuotaSpec quota);

    /**
     * What to offer now: of everything when an interval has passed, else only where something
     * happened that does not wait for it.
     */
    List<Grant> allocate(Instant now, boolean intervalPassed);

    /** One agent's resources for one role of one framework. */
    record Grant(String frameworkId, String role, String agentId, Resources resources) {}
}
