package io.mesocosm.marathon.core.offer;

import io.mesocosm.marathon.core.instance.Placement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent has to give, as far as matching needs to know. */
public record Offer(
        String id,
        Placement placement,
        String role,
        List<OfferedResource> resources,
        @Nullable Instant unavailableFrom) {}
