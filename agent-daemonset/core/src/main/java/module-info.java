/** The agent's state machine: pure, deterministic, without clock, randomness or I/O. */
module io.mesocosm.agent.core {
    requires static org.jspecify;

    exports io.mesocosm.agent.core;
    exports io.mesocosm.agent.core.check;
    exports io.mesocosm.agent.core.container;
    exports io.mesocosm.agent.core.executor;
    exports io.mesocosm.agent.core.framework;
    exports io.mesocosm.agent.core.task;
}
