package io.mesocosm.containerizer;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/** A container that an earlier agent started, as found on disk at start-up. */
public record RecoveredContainer(ContainerId id, Path sandbox, State state) {
    public RecoveredContainer {
        requireNonNull(id, "id");
        requireNonNull(sandbox, "sandbox");
        requireNonNull(state, "state");
    }

    /** What became of it while no agent looked. */
    public sealed interface State {}

    /** It runs on, under this containerizer's watch again. */
    public record Running(ContainerStatus status) implements State {}

    /** It ended, and its supervisor recorded how. */
    public record Ended(Termination termination) implements State {}

    /** Its record is missing or of an earlier boot: what was left of it has been destroyed. */
    public record Lost(String message) implements State {}
}
