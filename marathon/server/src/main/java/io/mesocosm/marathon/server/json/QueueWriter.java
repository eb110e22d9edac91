package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.View;
import io.mesocosm.marathon.core.launch.OfferStats;
import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.offer.OfferedResource;
import io.mesocosm.marathon.core.offer.Reject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Writes the launch queue (spec §1.6). */
public final class QueueWriter {

    private QueueWriter() {}

    public static ObjectNode write(View.Queued queued, boolean withOffers, Instant now) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("count", queued.count());
        Instant until = queued.delayedUntil();
        long left = until == null ? 0 : Math.max(0, Duration.between(now, until).toMillis());
        ObjectNode delay = out.putObject("delay");
        delay.put("timeLeftSeconds", (left + 999) / 1000);
        delay.put("overdue", left == 0);
        out.put("since", Fields.text(queued.since()));
        // Left out when it is the default: the PyPI client fails at a field it does not know.
        if (!queued.app().role().equals("*")) {
            out.put("role", queued.app().role());
        }
        out.set("processedOffersSummary", summary(queued.offers()));
        if (withOffers) {
            ArrayNode offers = out.putArray("lastUnusedOffers");
            queued.offers().lastOffers().forEach(u -> offers.add(unused(u)));
        }
        out.set("app", AppWriter.write(queued.app()));
        return out;
    }

    private static ObjectNode summary(OfferStats.Summary summary) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("processedOffersCount", summary.processed());
        out.put("unusedOffersCount", summary.unused());
        TaskWriter.time(out, "lastUnusedOfferAt", summary.lastUnusedAt());
        TaskWriter.time(out, "lastUsedOfferAt", summary.lastUsedAt());
        Map<Reject, Integer> last = new EnumMap<>(Reject.class);
        summary.lastOffers().forEach(u -> last.merge(u.reason(), 1, Integer::sum));
        out.set("rejectSummaryLastOffers", funnel(last, summary.lastOffersProcessed()));
        out.set("rejectSummaryLaunchAttempt", funnel(summary.attempt(), summary.processed()));
        return out;
    }

    /** Each check sees only the offers that passed the ones before it. */
    private static ArrayNode funnel(Map<Reject, Integer> declined, int processed) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        int left = processed;
        for (Reject reason : Reject.values()) {
            int count = declined.getOrDefault(reason, 0);
            out.addObject()
                    .put("reason", reason.wire())
                    .put("declined", count)
                    .put("processed", left);
            left -= count;
        }
        return out;
    }

    private static ObjectNode unused(OfferStats.Unused unused) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Offer offer = unused.offer();
        ObjectNode node = out.putObject("offer");
        node.put("id", offer.id());
        node.put("hostname", offer.placement().host());
        node.put("agentId", offer.placement().agentId());
        ArrayNode resources = node.putArray("resources");
        for (OfferedResource resource : offer.resources()) {
            ObjectNode one = resources.addObject();
            one.put("name", resource.name());
            one.put("role", resource.role());
            if (resource.ranges().isEmpty()) {
                one.put("scalar", resource.milli() / 1000.0);
            } else {
                ArrayNode ranges = one.putArray("ranges");
                resource.ranges()
                        .forEach(
                                r ->
                                        ranges.addObject()
                                                .put("begin", r.first())
                                                .put("end", r.last()));
            }
        }
        ArrayNode attributes = node.putArray("attributes");
        offer.placement()
                .attributes()
                .forEach((k, v) -> attributes.addObject().put("name", k).put("text", v));
        out.putArray("reason").add(unused.reason().wire());
        out.put("timestamp", Fields.text(unused.at()));
        return out;
    }
}
