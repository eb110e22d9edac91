package io.mesocosm.operator.certificate;

import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Authorities.Durations;
import io.mesocosm.tls.Groups;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.Subject;
import io.mesocosm.tls.TlsIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * As whom the operator speaks to each cluster: it has the cluster's authority sign a certificate
 * that never leaves the process. Safe for any thread.
 */
public final class OperatorIdentities {
    private static final Subject OPERATOR =
            new Subject("operator", Groups.OPERATORS, List.of(), List.of());

    /**
     * An identity.
     *
     * @param tls null for a cluster without TLS
     */
    private record Held(@Nullable Leaf leaf, @Nullable TlsIdentity tls) {}

    private final Map<ClusterName, Held> held = new ConcurrentHashMap<>();

    /** Notes that a cluster speaks in plain. */
    public void plain(ClusterName cluster) {
        held.put(cluster, new Held(null, null));
    }

    /** Makes or renews the identity for a cluster, where that is due. */
    public void secure(
            ClusterName cluster, Authorities authorities, Durations durations, Instant now) {
        held.compute(
                cluster,
                (_, before) -> {
                    Leaf present = before == null ? null : before.leaf;
                    Leaf leaf = Leaf.at(now, OPERATOR, authorities, durations.leaf(), present);
                    if (before == null || before.tls == null) {
                        return new Held(leaf, TlsIdentity.of(leaf));
                    }
                    before.tls.renew(leaf);
                    return new Held(leaf, before.tls);
                });
    }

    /** Forgets a cluster that is gone. */
    public void forget(ClusterName cluster) {
        held.remove(cluster);
    }

    /** Whether it is known how to speak to the cluster. */
    public boolean knows(ClusterName cluster) {
        return held.containsKey(cluster);
    }

    /** The identity for a cluster; empty for one that speaks in plain. */
    public Optional<TlsIdentity> of(ClusterName cluster) {
        Held one = held.get(cluster);
        return one == null ? Optional.empty() : Optional.ofNullable(one.tls);
    }
}
