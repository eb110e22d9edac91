package io.mesocosm.allocator;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A framework as the allocator tracks it. One that is not registered, but has resources on an agent
 * that came back first, has no profile yet.
 */
final class FrameworkEntry {
    final String id;
    final Map<String, Client> clients = new HashMap<>();
    @Nullable FrameworkProfile profile;
    boolean active;

    FrameworkEntry(String id) {
        this.id = id;
    }

    boolean has(FrameworkProfile.Capability capability) {
        return profile != null && profile.capabilities().contains(capability);
    }
}
