package io.mesocosm.agent.core.container;

/** What the containerizer found of a container after a restart of the agent. */
public sealed interface RecoveredContainer {
    /** It runs. */
    record Running(ContainerFacts facts) implements RecoveredContainer {}

    /** It ended and its end was recorded. */
    record Exited(Termination termination) implements RecoveredContainer {}

    /** It was started and its supervisor left no record of its end. */
    record Lost(String message) implements RecoveredContainer {}
}
