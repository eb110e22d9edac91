package io.mesocosm.allocator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A framework in one of its roles: what is offered to, and what shares a role. */
final class Client extends Sharer {
    final FrameworkEntry framework;
    final RoleNode role;
    final Map<AgentEntry, Refusal> refusals = new HashMap<>();

    boolean subscribed;
    boolean suppressed;

    /** The generation in which this client last became more willing; see {@link AgentEntry}. */
    long changedAt;

    /** The minimum of an offer: one of these suffices; null for the global one. */
    @Nullable List<long[]> minimum;

    Client(FrameworkEntry framework, RoleNode role) {
        super(framework.id);
        this.framework = framework;
        this.role = role;
    }

    boolean isActive() {
        return framework.active && subscribed && !suppressed;
    }

    /** Whether nothing would be lost by forgetting the client. */
    boolean isIdle() {
        return !subscribed && allocated.isZero();
    }
}
