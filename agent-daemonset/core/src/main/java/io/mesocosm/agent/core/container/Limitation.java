package io.mesocosm.agent.core.container;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.task.Reason;
import java.util.Map;

/** The limit a container broke; {@code resources} are the scalars it exceeded, in thousandths. */
public record Limitation(Reason reason, String message, Map<String, Long> resources) {
    public Limitation {
        requireNonNull(reason, "reason");
        requireNonNull(message, "message");
        resources = Map.copyOf(resources);
    }
}
