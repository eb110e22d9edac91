package io.mesocosm.marathon.core.offer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is left of an offer while tasks are matched against it; owned by one matching round. */
public final class OfferStock {

    private final Offer offer;
    private final Map<Integer, Long> left = new HashMap<>();
    private final Set<Integer> takenPorts = new HashSet<>();
    private int launched;

    public OfferStock(Offer offer) {
        this.offer = offer;
        offer.resources().forEach(r -> left.put(r.index(), r.milli()));
    }

    public Offer offer() {
        return offer;
    }

    public int launched() {
        return launched;
    }

    /** Takes the amount out of the resources of these roles, or null if there is not enough. */
    @Nullable List<Used> scalar(String name, long milli, Set<String> roles) {
        List<Used> used = new ArrayList<>();
        long missing = milli;
        for (OfferedResource resource : offer.resources()) {
            if (missing > 0 && resource.name().equals(name) && roles.contains(resource.role())) {
                long take = Math.min(missing, left.getOrDefault(resource.index(), 0L));
                if (take > 0) {
                    used.add(new Used(resource.index(), name, take, List.of()));
                    missing -= take;
                }
            }
        }
        return missing > 0 ? null : used;
    }

    /** The resource that holds this port, if it is still free. */
    @Nullable OfferedResource holderOf(int port, Set<String> roles) {
        if (takenPorts.contains(port)) {
            return null;
        }
        for (OfferedResource resource : ports(roles)) {
            for (PortRange range : resource.ranges()) {
                if (port >= range.first() && port <= range.last()) {
                    return resource;
                }
            }
        }
        return null;
    }

    /**
     * A free port outside the given ones, searched from a random point on; null if none is left.
     */
    @Nullable Integer anyPort(Set<Integer> except, Set<String> roles, long random) {
        long total = 0;
        List<PortRange> ranges = new ArrayList<>();
        for (OfferedResource resource : ports(roles)) {
            ranges.addAll(resource.ranges());
        }
        for (PortRange range : ranges) {
            total += range.size();
        }
        long start = total == 0 ? 0 : Math.floorMod(random, total);
        for (long i = 0; i < total; i++) {
            int candidate = nth(ranges, (start + i) % total);
            if (!takenPorts.contains(candidate) && !except.contains(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static int nth(List<PortRange> ranges, long n) {
        long rest = n;
        for (PortRange range : ranges) {
            if (rest < range.size()) {
                return (int) (range.first() + rest);
            }
            rest -= range.size();
        }
        throw new IllegalStateException("position beyond the ranges");
    }

    private List<OfferedResource> ports(Set<String> roles) {
        return offer.resources().stream()
                .filter(r -> r.name().equals("ports") && roles.contains(r.role()))
                .toList();
    }

    /** Takes these parts out of the offer for good. */
    public void take(List<Used> used) {
        launched++;
        for (Used part : used) {
            left.merge(part.index(), -part.milli(), Long::sum);
            takenPorts.addAll(part.ports());
        }
    }
}
