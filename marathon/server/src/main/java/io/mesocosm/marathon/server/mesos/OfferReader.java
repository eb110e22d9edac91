package io.mesocosm.marathon.server.mesos;

import io.mesocosm.marathon.core.instance.Placement;
import io.mesocosm.marathon.core.offer.Offer;
import io.mesocosm.marathon.core.offer.OfferedResource;
import io.mesocosm.marathon.core.offer.PortRange;
import io.mesocosm.protocol.v1.Attribute;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads Mesos's offers: what a plain task may use of them (spec §4.1, §4.2). */
final class OfferReader {

    private OfferReader() {}

    static Offer read(io.mesocosm.protocol.v1.Offer offer) {
        Map<String, String> attributes = new LinkedHashMap<>();
        offer.getAttributesList().forEach(a -> attributes.put(a.getName(), text(a)));
        Placement placement =
                new Placement(
                        offer.getAgentId().getValue(),
                        offer.getHostname(),
                        attributes,
                        region(offer),
                        zone(offer));
        List<OfferedResource> resources = new ArrayList<>();
        for (int i = 0; i < offer.getResourcesCount(); i++) {
            Resource resource = offer.getResources(i);
            if (isPlain(resource)) {
                resources.add(read(i, resource));
            }
        }
        String role =
                offer.hasAllocationInfo() && offer.getAllocationInfo().hasRole()
                        ? offer.getAllocationInfo().getRole()
                        : "*";
        Instant unavailable =
                offer.hasUnavailability()
                        ? Instant.ofEpochSecond(
                                0, offer.getUnavailability().getStart().getNanoseconds())
                        : null;
        return new Offer(offer.getId().getValue(), placement, role, resources, unavailable);
    }

    /** Volumes, shared and revocable resources are for those who ask for them by name. */
    private static boolean isPlain(Resource resource) {
        return !resource.hasDisk()
                && !resource.hasRevocable()
                && !resource.hasShared()
                && !resource.hasProviderId();
    }

    private static OfferedResource read(int index, Resource resource) {
        List<PortRange> ranges = new ArrayList<>();
        for (Value.Range range : resource.getRanges().getRangeList()) {
            ranges.add(new PortRange((int) range.getBegin(), (int) range.getEnd()));
        }
        return new OfferedResource(
                index,
                resource.getName(),
                role(resource),
                Math.round(resource.getScalar().getValue() * 1000),
                List.copyOf(ranges));
    }

    @SuppressWarnings("deprecation") // the form before reservation refinement
    private static String role(Resource resource) {
        int reservations = resource.getReservationsCount();
        if (reservations > 0) {
            return resource.getReservations(reservations - 1).getRole();
        }
        return resource.hasRole() ? resource.getRole() : "*";
    }

    private static String text(Attribute attribute) {
        return switch (attribute.getType()) {
            case SCALAR -> scalar(attribute.getScalar().getValue());
            case RANGES -> {
                List<String> parts = new ArrayList<>();
                attribute
                        .getRanges()
                        .getRangeList()
                        .forEach(r -> parts.add(r.getBegin() + "-" + r.getEnd()));
                yield "[" + String.join(",", parts) + "]";
            }
            case SET ->
                    "{" + String.join(",", new TreeSet<>(attribute.getSet().getItemList())) + "}";
            case TEXT -> attribute.getText().getValue();
        };
    }

    private static String scalar(double value) {
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.toPlainString();
    }

    private static @Nullable String region(io.mesocosm.protocol.v1.Offer offer) {
        return offer.hasDomain() && offer.getDomain().hasFaultDomain()
                ? offer.getDomain().getFaultDomain().getRegion().getName()
                : null;
    }

    private static @Nullable String zone(io.mesocosm.protocol.v1.Offer offer) {
        return offer.hasDomain() && offer.getDomain().hasFaultDomain()
                ? offer.getDomain().getFaultDomain().getZone().getName()
                : null;
    }
}
