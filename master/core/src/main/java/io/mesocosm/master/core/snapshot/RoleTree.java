package io.mesocosm.master.core.snapshot;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Roles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Adds up a snapshot by role: every sum covers the role and all below it (spec §5.4). */
final class RoleTree {
    private final Snapshot snapshot;
    private final Map<String, Sums> roles = new TreeMap<>();

    RoleTree(Snapshot snapshot) {
        this.snapshot = snapshot;
        snapshot.weights().keySet().forEach(this::known);
        snapshot.quotas().keySet().forEach(this::known);
        snapshot.frameworks().forEach(this::addFramework);
        snapshot.agents().forEach(this::addAgent);
    }

    private void addFramework(Framework framework) {
        framework.spec().effectiveRoles().forEach(r -> sums(r).frameworks.add(framework.id()));
        holdings(framework.allocated())
                .forEach((role, held) -> hold(framework, role, sum -> sum.allocated, held));
        holdings(framework.offered())
                .forEach((role, held) -> hold(framework, role, sum -> sum.offered, held));
    }

    private void hold(
            Framework framework,
            String role,
            Function<Sums, List<Resources>> kind,
            Resources held) {
        sums(role).frameworks.add(framework.id());
        upwards(role, sum -> kind.apply(sum).add(held));
    }

    private void addAgent(Agent agent) {
        agent.total()
                .reservations()
                .forEach((role, held) -> upwards(role, sum -> sum.reserved.add(held)));
    }

    private static Map<String, Resources> holdings(Resources resources) {
        return resources.allocations();
    }

    private void upwards(String role, java.util.function.Consumer<Sums> each) {
        each.accept(sums(role));
        Roles.ancestors(role).forEach(ancestor -> each.accept(sums(ancestor)));
    }

    private void known(String role) {
        upwards(role, sum -> {});
    }

    private Sums sums(String role) {
        Sums present = roles.get(role);
        if (present == null) {
            present = new Sums();
            roles.put(role, present);
            Roles.ancestors(role).forEach(this::sums);
        }
        return present;
    }

    List<RoleView> views() {
        List<RoleView> views = new ArrayList<>();
        roles.forEach((name, sum) -> views.add(view(name, sum)));
        return views;
    }

    private RoleView view(String name, Sums sum) {
        Resources allocated = plainSum(sum.allocated);
        Resources reserved = plainSum(sum.reserved);
        Resources consumed =
                reserved.plus(plainSum(sum.allocated.stream().map(Resources::unreserved).toList()));
        @Nullable Double weight = snapshot.weights().get(name);
        return new RoleView(
                name,
                weight == null ? 1.0 : weight,
                snapshot.quotas().get(name),
                allocated,
                plainSum(sum.offered),
                reserved,
                consumed,
                List.copyOf(sum.frameworks));
    }

    /** Amounts only: /roles shows how much there is, not under which reservation. */
    private static Resources plainSum(List<Resources> parts) {
        Resources total = Resources.EMPTY;
        for (Resources part : parts) {
            total = total.plus(part.map(RoleTree::plain));
        }
        return total;
    }

    private static Resource plain(Resource resource) {
        return new Resource(
                resource.name(),
                resource.value(),
                io.mesocosm.resources.Traits.PLAIN.withRevocable(resource.isRevocable()));
    }

    private static final class Sums {
        private final List<Resources> allocated = new ArrayList<>();
        private final List<Resources> offered = new ArrayList<>();
        private final List<Resources> reserved = new ArrayList<>();
        private final TreeSet<String> frameworks = new TreeSet<>();
    }
}
