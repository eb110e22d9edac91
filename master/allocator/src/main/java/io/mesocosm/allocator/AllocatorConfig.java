package io.mesocosm.allocator;

import io.mesocosm.resources.ResourceQuantities;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The master's flags that the allocator obeys.
 *
 * @param minAllocatable what an offer must hold at least: one of these sets ({@code
 *     --min_allocatable_resources}); empty for no minimum
 * @param fairSharingExcluded scalars that do not count in shares
 * @param filterGpuResources whether agents with GPUs are for GPU_RESOURCES frameworks only
 * @param masterRegion the region of the master, or null when it has no fault domain
 */
public record AllocatorConfig(
        List<ResourceQuantities> minAllocatable,
        Set<String> fairSharingExcluded,
        boolean filterGpuResources,
        @Nullable String masterRegion) {

    /** Mesos's defaults. */
    public static final AllocatorConfig DEFAULT =
            new AllocatorConfig(parseMinimum("cpus:0.01|mem:32"), Set.of(), true, null);

    public AllocatorConfig {
        minAllocatable = List.copyOf(minAllocatable);
        fairSharingExcluded = Set.copyOf(fairSharingExcluded);
    }

    /**
     * Reads {@code cpus:0.01|mem:32}, the form of {@code --min_allocatable_resources}.
     *
     * @throws io.mesocosm.resources.ResourcesSyntaxException naming the set that cannot be read
     */
    public static List<ResourceQuantities> parseMinimum(String text) {
        return List.of(text.split("\\|", -1)).stream()
                .filter(set -> !set.isBlank())
                .map(ResourceQuantities::parse)
                .toList();
    }
}
