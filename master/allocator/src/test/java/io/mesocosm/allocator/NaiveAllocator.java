package io.mesocosm.allocator;

import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The oracle: two-level DRF without quota, filters or memory, as short as it can be said. Sorts
 * everything anew for every agent.
 */
final class NaiveAllocator {
    final Map<String, Resources> free = new TreeMap<>();
    final Map<String, List<String>> frameworksByRole = new TreeMap<>();
    final Map<String, Double> weights = new TreeMap<>();
    final Map<String, ResourceQuantities> used = new TreeMap<>();
    final Map<String, Integer> count = new TreeMap<>();
    ResourceQuantities total = ResourceQuantities.EMPTY;

    List<Allocation> allocate(List<String> agents, long seed) {
        List<String> shuffled = shuffle(agents, seed);
        List<Allocation> result = new ArrayList<>();
        for (String agent : shuffled) {
            String role = frameworksByRole.keySet().stream().min(fair("")).orElseThrow();
            String framework =
                    frameworksByRole.getOrDefault(role, List.of()).stream()
                            .min(fair(role + "|"))
                            .orElseThrow();
            Resources available = free.getOrDefault(agent, Resources.EMPTY);
            ResourceQuantities given = available.quantities();
            result.add(new Allocation(framework, role, agent, available));
            for (String key : List.of(role, role + "|" + framework)) {
                used.merge(key, given, ResourceQuantities::plus);
                count.merge(key, 1, Integer::sum);
            }
        }
        return result;
    }

    private Comparator<String> fair(String prefix) {
        return Comparator.comparingDouble((String name) -> share(prefix + name))
                .thenComparing(name -> count.getOrDefault(prefix + name, 0))
                .thenComparing(Comparator.naturalOrder());
    }

    private double share(String key) {
        double share = 0;
        for (String name : total.names()) {
            long mine = used.getOrDefault(key, ResourceQuantities.EMPTY).milli(name);
            share = Math.max(share, (double) mine / total.milli(name));
        }
        return share / weights.getOrDefault(key, 1.0);
    }

    private static List<String> shuffle(List<String> agents, long seed) {
        List<String> result = new ArrayList<>(agents);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = result.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            result.set(i, result.set(j, result.get(i)));
        }
        return result;
    }
}
