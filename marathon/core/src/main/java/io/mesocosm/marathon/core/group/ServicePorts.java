package io.mesocosm.marathon.core.group;

import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.app.PortDefinition;
import io.mesocosm.marathon.core.app.PortMapping;
import io.mesocosm.marathon.core.path.PathId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives each port that asks for none a free service port (spec §2.5 rule 10). */
public final class ServicePorts {

    private final int min;
    private final int max;

    public ServicePorts(int min, int max) {
        this.min = min;
        this.max = max;
    }

    /** Says that the range is used up. */
    public static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exhausted(int min, int max) {
            super("All ports in the range [" + min + "-" + (max + 1) + ") are already in use");
        }
    }

    /** The changed apps by id, with all their ports assigned. */
    public Map<PathId, App> assign(Group old, List<App> changed, Group updated) {
        Set<Integer> used = new HashSet<>();
        old.eachApp(a -> used.addAll(a.servicePorts()));
        updated.eachApp(a -> used.addAll(a.servicePorts()));
        Map<PathId, App> result = new LinkedHashMap<>();
        int[] next = {min};
        for (App app : changed) {
            result.put(app.id(), one(app, old.app(app.id()), used, next));
        }
        return result;
    }

    private App one(App app, @Nullable App before, Set<Integer> used, int[] next) {
        Deque<Integer> own = new ArrayDeque<>();
        if (before != null) {
            before.servicePorts().stream()
                    .filter(p -> p != 0 && !app.servicePorts().contains(p))
                    .forEach(own::add);
        }
        if (app.onHostNetwork()) {
            List<PortDefinition> ports = new ArrayList<>();
            for (PortDefinition port : app.portDefinitions()) {
                boolean assigned = port.port() != 0 || app.requirePorts();
                ports.add(assigned ? port : port.withPort(take(own, used, next)));
            }
            return app.withPorts(List.copyOf(ports), app.container());
        }
        if (app.container() == null) {
            return app;
        }
        List<PortMapping> mappings = new ArrayList<>();
        for (PortMapping port : app.portMappings()) {
            mappings.add(
                    port.servicePort() != 0 ? port : port.withServicePort(take(own, used, next)));
        }
        return app.withPorts(app.portDefinitions(), app.container().withPortMappings(mappings));
    }

    private int take(Deque<Integer> own, Set<Integer> used, int[] next) {
        Integer reused = own.poll();
        if (reused != null) {
            return reused;
        }
        while (next[0] <= max) {
            int candidate = next[0]++;
            if (used.add(candidate)) {
                return candidate;
            }
        }
        throw new Exhausted(min, max);
    }
}
