package io.mesocosm.allocator;

import io.mesocosm.resources.Resources;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An offer filter in force: what a client refused of an agent, until when; a chain per pair. */
final class Refusal {
    final Client client;
    final AgentEntry agent;
    final Resources refused;
    final Instant expires;
    @Nullable Refusal next;

    Refusal(Client client, AgentEntry agent, Resources refused, Instant expires) {
        this.client = client;
        this.agent = agent;
        this.refused = refused;
        this.expires = expires;
    }
}
