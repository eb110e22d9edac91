package io.mesocosm.master.core.snapshot;

import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.resources.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One role for /roles and GET_ROLES (spec §5.4): resources are sums over the role and all below it;
 * {@code consumed} holds reservations and unreserved allocations; {@code frameworks} are those
 * subscribed or holding resources in the role itself.
 */
public record RoleView(
        String name,
        double weight,
        @Nullable QuotaSpec quota,
        Resources allocated,
        Resources offered,
        Resources reserved,
        Resources consumed,
        List<String> frameworks) {
    public RoleView {
        frameworks = List.copyOf(frameworks);
    }

    static List<RoleView> of(Snapshot snapshot) {
        return new RoleTree(snapshot).views();
    }
}
