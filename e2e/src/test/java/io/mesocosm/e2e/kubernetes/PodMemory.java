package io.mesocosm.e2e.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;

/**
 * What a pod uses by the kubelet's books, in MB: all that counts against its limit, of that what is
 * private to its processes (a heap of ZGC is shared memory), and what is left below the limit; -1
 * where not every container has one.
 */
record PodMemory(String pod, long used, long resident, long free) {

    private static final long MB = 1_000_000;

    /** Of all pods of the installation that run. */
    static List<PodMemory> of(Installation mesocosm, List<String> nodes) {
        TreeMap<String, PodMemory> found = new TreeMap<>();
        for (String node : nodes) {
            String path = "/api/v1/nodes/%s/proxy/stats/summary".formatted(node);
            for (JsonNode pod : json(mesocosm.kubectl("get", "--raw", path)).path("pods")) {
                JsonNode memory = pod.path("memory");
                String name = pod.at("/podRef/name").asText();
                if (pod.at("/podRef/namespace").asText().equals(Installation.NAMESPACE)
                        && memory.path("usageBytes").asLong() > 0) {
                    found.put(
                            name,
                            new PodMemory(
                                    name,
                                    memory.path("usageBytes").asLong() / MB,
                                    memory.path("rssBytes").asLong() / MB,
                                    memory.path("availableBytes").asLong(-MB) / MB));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "memory of %s: %d MB, %d of them resident, %s"
                .formatted(pod, used, resident, free < 0 ? "no limit" : free + " left");
    }
}
