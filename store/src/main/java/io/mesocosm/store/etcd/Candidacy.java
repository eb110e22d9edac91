package io.mesocosm.store.etcd;

import io.mesocosm.store.Leadership;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One campaign: its lease, its key, and what it has come to; owned by the election's thread. */
final class Candidacy {
    final String candidate;
    final CompletableFuture<Leadership> won = new CompletableFuture<>();

    /** Null until the lease is granted; a campaign whose lease ran out takes another. */
    @Nullable Lease lease;

    /** Whether it was won, given up or lost: it takes no other lease. */
    @Nullable EtcdLeadership leadership;

    boolean asking;
    boolean over;

    Candidacy(String candidate) {
        this.candidate = candidate;
    }

    /** A granted lease and the key that lives as long. */
    static final class Lease {
        final long id;
        final Duration ttl;
        final Certainty certainty;

        /** The revision at which the key surely is there; 0 until then. */
        long present;

        boolean putting;

        Lease(long id, Duration ttl, Certainty certainty) {
            this.id = id;
            this.ttl = ttl;
            this.certainty = certainty;
        }
    }
}
