package io.mesocosm.marathon.core.instance;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The agent an instance runs on, with what constraints ask about it. */
public record Placement(
        String agentId,
        String host,
        Map<String, String> attributes,
        @Nullable String region,
        @Nullable String zone) {}
