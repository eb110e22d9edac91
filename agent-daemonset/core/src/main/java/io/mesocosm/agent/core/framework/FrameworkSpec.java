package io.mesocosm.agent.core.framework;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.Payload;

/** What the agent decides on of a framework; {@code info} is the FrameworkInfo as it came. */
public record FrameworkSpec(
        String id, boolean checkpoint, boolean partitionAware, boolean taskKilling, Payload info) {
    public FrameworkSpec {
        requireNonNull(id, "id");
        requireNonNull(info, "info");
    }
}
