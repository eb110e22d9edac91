package io.mesocosm.containerizer;

import java.util.List;
import java.util.Set;

/**
 * What this machine and user can give to containers.
 *
 * @param missing one sentence for each kind of isolation that cannot be given, and why; shown at
 *     start-up
 */
public record Capabilities(Set<Feature> features, List<String> missing) {
    public Capabilities {
        features = Set.copyOf(features);
        missing = List.copyOf(missing);
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** A kind of isolation. */
    public enum Feature {
        CPU_LIMITS,
        MEMORY_LIMITS,
        PID_LIMITS,
        SWITCH_USER,
        IMAGES,
        NETWORKS,
        VOLUMES
    }
}
