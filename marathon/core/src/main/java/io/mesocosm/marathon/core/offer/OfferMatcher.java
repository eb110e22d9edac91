package io.mesocosm.marathon.core.offer;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.PortSpec;
import io.mesocosm.marathon.core.app.Resources;
import io.mesocosm.marathon.core.instance.Placement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds one app against what is left of one offer (spec §4.2). */
public final class OfferMatcher {

    private final OfferStock stock;
    private final App app;
    private final Set<String> roles;

    private OfferMatcher(OfferStock stock, App app) {
        this.stock = stock;
        this.app = app;
        this.roles = roles(app);
    }

    /** The match, without taking anything; {@code placed} is where the app's instances are. */
    public static Match match(
            OfferStock stock, App app, List<Placement> placed, Instant now, long random) {
        return new OfferMatcher(stock, app).run(placed, now, random);
    }

    private static Set<String> roles(App app) {
        Set<String> roles = new LinkedHashSet<>();
        if (app.acceptedResourceRoles().isEmpty()) {
            roles.add(app.role());
            roles.add("*");
        } else {
            roles.addAll(app.acceptedResourceRoles());
        }
        return roles;
    }

    private Match run(List<Placement> placed, Instant now, long random) {
        Offer offer = stock.offer();
        if (!offer.role().equals(app.role()) || !offersRole()) {
            return new Match.No(Reject.UNFULFILLED_ROLE);
        }
        if (!Constraints.allow(app, offer.placement(), placed)) {
            return new Match.No(Reject.UNFULFILLED_CONSTRAINT);
        }
        Instant unavailable = offer.unavailableFrom();
        if (unavailable != null && !now.isBefore(unavailable)) {
            return new Match.No(Reject.AGENT_MAINTENANCE);
        }
        List<Used> used = new ArrayList<>();
        Reject shortage = scalars(used);
        if (shortage != null) {
            return new Match.No(shortage);
        }
        List<@Nullable Integer> ports = ports(used, random);
        return ports == null
                ? new Match.No(Reject.INSUFFICIENT_PORTS)
                : new Match.Yes(List.copyOf(used), ports);
    }

    private boolean offersRole() {
        return stock.offer().resources().stream().anyMatch(r -> roles.contains(r.role()));
    }

    private @Nullable Reject scalars(List<Used> used) {
        Resources asked = app.resources();
        if (!take("cpus", asked.cpus(), used)) {
            return Reject.INSUFFICIENT_CPUS;
        }
        if (!take("mem", asked.mem(), used)) {
            return Reject.INSUFFICIENT_MEMORY;
        }
        if (!take("disk", asked.disk(), used)) {
            return Reject.INSUFFICIENT_DISK;
        }
        if (!take("gpus", asked.gpus(), used)) {
            return Reject.INSUFFICIENT_GPUS;
        }
        boolean gpuAgent =
                stock.offer().resources().stream()
                        .anyMatch(r -> r.name().equals("gpus") && r.milli() > 0);
        boolean mayUseGpuAgent =
                asked.gpus() > 0
                        || "unrestricted".equals(app.labels().get("GPU_SCHEDULING_BEHAVIOR"));
        return gpuAgent && !mayUseGpuAgent ? Reject.DECLINED_SCARCE_RESOURCES : null;
    }

    private boolean take(String name, double amount, List<Used> used) {
        List<Used> parts = stock.scalar(name, Resources.milli(amount), roles);
        if (parts == null) {
            return false;
        }
        used.addAll(parts);
        return true;
    }

    private @Nullable List<@Nullable Integer> ports(List<Used> used, long random) {
        List<@Nullable Integer> result = new ArrayList<>();
        Set<Integer> chosen = new HashSet<>();
        for (PortSpec spec : app.ports()) {
            Integer wanted = spec.hostPort();
            if (wanted != null && wanted != 0) {
                chosen.add(wanted);
            }
        }
        long salt = random;
        for (PortSpec spec : app.ports()) {
            Integer wanted = spec.hostPort();
            Integer port = wanted;
            if (wanted != null && wanted == 0) {
                port = stock.anyPort(chosen, roles, salt);
                salt = salt * 31 + 7;
                if (port == null) {
                    return null;
                }
                chosen.add(port);
            }
            result.add(port);
        }
        return holders(chosen, used) ? result : null;
    }

    private boolean holders(Set<Integer> ports, List<Used> used) {
        Map<Integer, List<Integer>> byResource = new HashMap<>();
        for (int port : ports) {
            OfferedResource holder = stock.holderOf(port, roles);
            if (holder == null) {
                return false;
            }
            byResource.computeIfAbsent(holder.index(), k -> new ArrayList<>()).add(port);
        }
        byResource.forEach(
                (index, list) -> used.add(new Used(index, "ports", 0, List.copyOf(list))));
        return true;
    }
}
