package io.mesocosm.agent.core;

import io.mesocosm.agent.core.framework.FrameworkSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** One framework with its executors on this agent; owned by the agent's thread. */
final class Framework {
    FrameworkSpec spec;

    /** The master has said that it is gone: none of its updates matter any more. */
    boolean terminating;

    final Map<String, Executor> executors = new LinkedHashMap<>();
    final Deque<Executor> completed = new ArrayDeque<>();

    Framework(FrameworkSpec spec) {
        this.spec = spec;
    }
}
