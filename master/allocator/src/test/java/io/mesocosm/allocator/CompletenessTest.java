package io.mesocosm.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.resources.ResourceLimits;
import io.mesocosm.resources.ResourceQuantities;
import io.mesocosm.resources.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: looking only at what changed never forgets an offer, and the books always add up. Method: a
 * random life of agents and frameworks, tracked beside in the plainest way; after every full cycle
 * no agent may have something left that an active framework would take.
 */
class CompletenessTest {
    private final AllocatorFixture fixture = new AllocatorFixture();
    private final Allocator allocator = fixture.allocator;
    private final Map<String, Resources> totals = new LinkedHashMap<>();
    private final Set<String> inactiveAgents = new HashSet<>();
    private final Map<String, Boolean> frameworks = new LinkedHashMap<>();
    private final Set<String> suppressed = new HashSet<>();
    private final Map<String, List<OfferFilter>> filters = new HashMap<>();
    private final List<Allocation> held = new ArrayList<>();
    private int counter;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void noWantedResourceIsLeftAfterACycle(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 400; step++) {
            act(random);
            if (random.nextInt(3) == 0) {
                held.addAll(allocator.allocateTriggered(fixture.now, random.nextLong()));
            }
            if (random.nextInt(3) == 0) {
                held.addAll(allocator.allocateAll(fixture.now, random.nextLong()));
                checkNothingWantedIsLeft(seed, step);
            }
            checkBooks(seed, step);
        }
    }

    private void act(SplittableRandom random) {
        switch (random.nextInt(12)) {
            case 0, 1 -> addAgent(random);
            case 2 -> frameworks.putIfAbsent(addFramework(random), true);
            case 3, 4, 5, 6 -> giveBack(random);
            case 7 -> toggleFramework(random);
            case 8 -> toggleSuppression(random);
            case 9 -> toggleAgent(random);
            case 10 -> removeSomething(random);
            default -> fixture.pass(random.nextDouble() * 3);
        }
    }

    private void addAgent(SplittableRandom random) {
        String id = "a" + counter++;
        Resources total =
                Resources.parse(
                        "cpus:%d;mem:%d".formatted(random.nextInt(1, 9), random.nextInt(64, 900)));
        totals.put(id, total);
        fixture.agent(id, total);
    }

    private String addFramework(SplittableRandom random) {
        String id = "f" + counter++;
        fixture.framework(id, List.of("x", "x/y", "z").get(random.nextInt(3)));
        return id;
    }

    private void giveBack(SplittableRandom random) {
        if (held.isEmpty()) {
            return;
        }
        Allocation offer = held.remove(random.nextInt(held.size()));
        OfferFilter filter =
                random.nextBoolean()
                        ? OfferFilter.refusing(
                                random.nextInt(1, 6), fixture.now, Duration.ofSeconds(1))
                        : null;
        allocator.recover(
                offer.frameworkId(), offer.role(), offer.agentId(), offer.resources(), filter);
        if (filter != null) {
            filters.computeIfAbsent(key(offer), _ -> new ArrayList<>()).add(filter);
        }
    }

    private static String key(Allocation offer) {
        return offer.frameworkId() + " " + offer.agentId();
    }

    private void toggleFramework(SplittableRandom random) {
        String id = pick(random, frameworks.keySet());
        if (id == null) {
            return;
        }
        boolean active = Boolean.TRUE.equals(frameworks.get(id));
        frameworks.put(id, !active);
        if (active) {
            allocator.deactivateFramework(id);
            filters.keySet().removeIf(k -> k.startsWith(id + " "));
        } else {
            allocator.activateFramework(id);
        }
    }

    private void toggleSuppression(SplittableRandom random) {
        String id = pick(random, frameworks.keySet());
        if (id == null) {
            return;
        }
        if (suppressed.remove(id)) {
            allocator.revive(id, List.of());
            filters.keySet().removeIf(k -> k.startsWith(id + " "));
        } else {
            suppressed.add(id);
            allocator.suppress(id, List.of());
        }
    }

    private void toggleAgent(SplittableRandom random) {
        String id = pick(random, totals.keySet());
        if (id == null) {
            return;
        }
        if (inactiveAgents.remove(id)) {
            allocator.activateAgent(id);
        } else {
            inactiveAgents.add(id);
            allocator.deactivateAgent(id);
        }
    }

    private void removeSomething(SplittableRandom random) {
        if (random.nextBoolean()) {
            String id = pick(random, totals.keySet());
            if (id != null) {
                totals.remove(id);
                inactiveAgents.remove(id);
                allocator.removeAgent(id);
                held.removeIf(h -> h.agentId().equals(id));
                filters.keySet().removeIf(k -> k.endsWith(" " + id));
            }
        } else {
            String id = pick(random, frameworks.keySet());
            if (id != null) {
                frameworks.remove(id);
                suppressed.remove(id);
                allocator.removeFramework(id);
                held.removeIf(h -> h.frameworkId().equals(id));
                filters.keySet().removeIf(k -> k.startsWith(id + " "));
            }
        }
    }

    private static @Nullable String pick(SplittableRandom random, Set<String> from) {
        return from.isEmpty() ? null : List.copyOf(from).get(random.nextInt(from.size()));
    }

    private void checkBooks(long seed, int step) {
        Map<String, Resources> used = new HashMap<>();
        held.forEach(h -> used.merge(h.agentId(), h.resources(), Resources::plus));
        totals.forEach(
                (id, total) ->
                        assertThat(
                                        allocator
                                                .available(id)
                                                .plus(used.getOrDefault(id, Resources.EMPTY)))
                                .as("agent %s, seed %d, step %d", id, seed, step)
                                .isEqualTo(total));
    }

    private void checkNothingWantedIsLeft(long seed, int step) {
        for (String agent : totals.keySet()) {
            ResourceQuantities left = allocator.available(agent).quantities();
            if (inactiveAgents.contains(agent) || left.isEmpty()) {
                continue;
            }
            for (String framework : frameworks.keySet()) {
                boolean wants =
                        Boolean.TRUE.equals(frameworks.get(framework))
                                && !suppressed.contains(framework)
                                && filters.getOrDefault(framework + " " + agent, List.of()).stream()
                                        .noneMatch(f -> fixture.now.isBefore(f.expires()));
                assertThat(wants)
                        .as("%s wants %s, seed %d, step %d", framework, agent, seed, step)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void offersNeverPassLimitsNorEatIntoGuarantees(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Quota> quotas = Map.of("x", quota(6, 12), "z", quota(3, 9));
        quotas.forEach(allocator::updateQuota);
        for (int step = 0; step < 300; step++) {
            act(random);
            if (random.nextInt(3) == 0) {
                held.addAll(allocator.allocateAll(fixture.now, random.nextLong()));
            }
            checkBooks(seed, step);
            quotas.forEach(
                    (role, quota) -> {
                        ResourceQuantities consumed =
                                held.stream()
                                        .filter(h -> h.role().startsWith(role))
                                        .map(h -> h.resources().quantities())
                                        .reduce(ResourceQuantities.EMPTY, ResourceQuantities::plus);
                        assertThat(allocator.consumedQuota(role)).isEqualTo(consumed);
                        assertThat(quota.limits().contains(consumed)).isTrue();
                    });
        }
    }

    private static Quota quota(int guarantee, int limit) {
        return new Quota(
                ResourceQuantities.parse("cpus:" + guarantee),
                ResourceLimits.parse("cpus:" + limit));
    }
}
