package io.mesocosm.marathon.core.launch;

import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.offer.Reject;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the offers held against one queued app (spec §1.6); owned by the core. */
public final class OfferStats {

    private static final int KEPT_AGENTS = 256;

    /** An offer that did not suit. */
    public record Unused(Offer offer, Reject reason, Instant at) {}

    /** The figures of a moment. */
    public record Summary(
            int processed,
            int unused,
            @Nullable Instant lastUnusedAt,
            @Nullable Instant lastUsedAt,
            Map<Reject, Integer> attempt,
            List<Unused> lastOffers,
            int lastOffersProcessed) {}

    private final Map<Reject, Integer> attempt = new EnumMap<>(Reject.class);
    private final Map<String, Unused> lastByAgent = new LinkedHashMap<>();
    private int processed;
    private int unused;
    private @Nullable Instant lastUnusedAt;
    private @Nullable Instant lastUsedAt;

    /** No offers yet. */
    public OfferStats() {}

    public void used(Offer offer, Instant now) {
        processed++;
        lastUsedAt = now;
        lastByAgent.remove(offer.placement().agentId());
    }

    public void unused(Offer offer, Reject reason, Instant now) {
        processed++;
        unused++;
        lastUnusedAt = now;
        attempt.merge(reason, 1, Integer::sum);
        if (lastByAgent.size() < KEPT_AGENTS
                || lastByAgent.containsKey(offer.placement().agentId())) {
            lastByAgent.put(offer.placement().agentId(), new Unused(offer, reason, now));
        }
    }

    public Summary summary() {
        return new Summary(
                processed,
                unused,
                lastUnusedAt,
                lastUsedAt,
                Map.copyOf(attempt),
                List.copyOf(lastByAgent.values()),
                lastByAgent.size());
    }
}
