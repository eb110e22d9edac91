package io.mesocosm.master.core.registry;

import io.mesocosm.master.core.agent.AgentSpec;
import java.time.Instant;

/** One change of the registry (spec §8). */
public sealed interface RegistryChange {
    String agentId();

    /** A new agent is admitted. */
    record AdmitAgent(String agentId, AgentSpec agent) implements RegistryChange {}

    /** An admitted agent's facts changed. */
    record UpdateAgent(String agentId, AgentSpec agent) implements RegistryChange {}

    /** An admitted agent moves to the unreachable ones. */
    record MarkUnreachable(String agentId, Instant since) implements RegistryChange {}

    /** An unreachable (or long forgotten) agent is admitted again. */
    record MarkReachable(String agentId, AgentSpec agent) implements RegistryChange {}

    /** An admitted agent left for good. */
    record RemoveAgent(String agentId) implements RegistryChange {}

    /** An operator declared the agent gone. */
    record MarkGone(String agentId, Instant since) implements RegistryChange {}

    /** An unreachable or gone agent is so old that it is forgotten. */
    record Prune(String agentId) implements RegistryChange {}
}
