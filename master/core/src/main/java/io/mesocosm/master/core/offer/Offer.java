package io.mesocosm.master.core.offer;

import io.mesocosm.resources.Resources;
import java.time.Instant;

/** Resources of one agent, allocated to one role of one framework, until answered or rescinded. */
public record Offer(
        String id,
        String frameworkId,
        String agentId,
        String role,
        Resources resources,
        Instant made) {}
