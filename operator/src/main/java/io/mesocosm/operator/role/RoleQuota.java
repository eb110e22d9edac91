package io.mesocosm.operator.role;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.crds.cluster.Quota;
import io.mesocosm.crds.cluster.Quota.Amounts;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A quota in thousandths, which is as fine as Mesos counts: compared without a rounding error. */
record RoleQuota(Map<String, Long> guarantees, Map<String, Long> limits) {
    static final RoleQuota NONE = new RoleQuota(Map.of(), Map.of());

    private static final double PARTS = 1000;

    static RoleQuota of(Quota quota) {
        return new RoleQuota(amounts(quota.guarantees()), amounts(quota.limits()));
    }

    private static Map<String, Long> amounts(@Nullable Amounts given) {
        Map<String, Long> amounts = new TreeMap<>();
        if (given != null) {
            put(amounts, "cpus", given.cpus());
            put(amounts, "mem", given.mem());
            put(amounts, "disk", given.disk());
        }
        return amounts;
    }

    private static void put(Map<String, Long> amounts, String name, @Nullable Double amount) {
        if (amount != null) {
            amounts.put(name, Math.round(amount * PARTS));
        }
    }

    /** As the master writes it. */
    static RoleQuota read(JsonNode config) {
        return new RoleQuota(amounts(config.path("guarantees")), amounts(config.path("limits")));
    }

    private static Map<String, Long> amounts(JsonNode scalars) {
        Map<String, Long> amounts = new TreeMap<>();
        scalars.properties()
                .forEach(
                        one ->
                                amounts.put(
                                        one.getKey(),
                                        Math.round(
                                                one.getValue().path("value").asDouble() * PARTS)));
        return amounts;
    }

    /** As the master reads it. */
    ObjectNode write(String role) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("role", role);
        write(config.putObject("guarantees"), guarantees);
        write(config.putObject("limits"), limits);
        return config;
    }

    private static void write(ObjectNode scalars, Map<String, Long> amounts) {
        amounts.forEach((name, parts) -> scalars.putObject(name).put("value", parts / PARTS));
    }

    @Override
    public String toString() {
        return equals(NONE)
                ? "none"
                : "guarantees %s, limits %s".formatted(text(guarantees), text(limits));
    }

    private static String text(Map<String, Long> amounts) {
        return amounts.isEmpty()
                ? "none"
                : amounts.entrySet().stream()
                        .map(one -> one.getKey() + ":" + one.getValue() / PARTS)
                        .collect(Collectors.joining(";"));
    }
}
