package io.mesocosm.agent.core;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorPhase;

/** What the executor API has to know of a custom executor before it lets a call in. */
public record ExecutorStanding(ExecutorPhase phase, boolean connected, ContainerId container) {}
