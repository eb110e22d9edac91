package io.mesocosm.master.server.metrics;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.resources.Resource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The {@code allocator/mesos/} metrics that can be read off a snapshot (spec §11). */
final class AllocatorMetrics {
    private static final String PREFIX = "allocator/mesos/";
    private static final List<String> RESOURCES =
            List.of(Resource.CPUS, Resource.MEM, Resource.DISK);

    private AllocatorMetrics() {}

    static void putInto(Map<String, Double> values, Snapshot state) {
        // Nothing waits before the allocator: it takes its turn in the master's own step.
        values.put(PREFIX + "event_queue_dispatches", 0.0);
        values.put("allocator/event_queue_dispatches", 0.0);
        Map<String, Double> totals = new HashMap<>();
        for (String name : RESOURCES) {
            long total = 0;
            long held = 0;
            for (Agent agent : state.agents()) {
                total += agent.total().milli(name);
                held += agent.allocated().milli(name) + agent.offered().milli(name);
            }
            totals.put(name, total / 1000.0);
            values.put(PREFIX + "resources/" + name + "/total", total / 1000.0);
            values.put(PREFIX + "resources/" + name + "/offered_or_allocated", held / 1000.0);
        }
        for (RoleView role : state.roles()) {
            role(values, role, totals);
        }
    }

    private static void role(
            Map<String, Double> values, RoleView role, Map<String, Double> totals) {
        double share = 0;
        for (String name : RESOURCES) {
            double total = totals.getOrDefault(name, 0.0);
            double held = role.allocated().scalar(name) + role.offered().scalar(name);
            share = total == 0 ? share : Math.max(share, held / total);
        }
        if (!role.frameworks().isEmpty()) {
            values.put(PREFIX + "roles/" + role.name() + "/shares/dominant", share / role.weight());
        }
        if (role.quota() == null) {
            return;
        }
        String quota = PREFIX + "quota/roles/" + role.name() + "/resources/";
        role.quota().limits().forEach((name, limit) -> values.put(quota + name + "/limit", limit));
        role.quota()
                .guarantees()
                .forEach((name, guarantee) -> values.put(quota + name + "/guarantee", guarantee));
        Stream.of(role.quota().guarantees(), role.quota().limits())
                .flatMap(amounts -> amounts.keySet().stream())
                .forEach(
                        name ->
                                values.put(
                                        quota + name + "/offered_or_allocated",
                                        role.allocated().scalar(name)
                                                + role.offered().scalar(name)));
    }
}
