package io.mesocosm.master.core.task;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a ContainerInfo that the master decides on. {@code volumeErrors} are empty when
 * every volume is well formed; {@code shareCgroups} is linux_info.share_cgroups, null when absent.
 */
public record ContainerSpec(
        Type type,
        boolean hasDocker,
        boolean hasMesosImage,
        int networkInfos,
        @Nullable Boolean shareCgroups,
        List<VolumeSpec> volumes) {
    public ContainerSpec {
        requireNonNull(type, "type");
        volumes = List.copyOf(volumes);
    }

    /** ContainerInfo.Type. */
    public enum Type {
        UNKNOWN,
        DOCKER,
        MESOS
    }

    /** One volume: what kinds of source it names. */
    public record VolumeSpec(
            String containerPath, boolean hasHostPath, boolean hasImage, boolean hasSource) {}
}
