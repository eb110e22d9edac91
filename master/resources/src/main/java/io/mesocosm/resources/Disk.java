package io.mesocosm.resources;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes a disk resource special: where it lies, the persistent volume on it, and how a task
 * mounts that. Two disks are the same when source and persistence id are: the volume says how it is
 * used, not what it is (Mesos's DiskInfo comparison).
 */
public record Disk(
        @Nullable Persistence persistence, @Nullable Volume volume, @Nullable Source source) {

    /** The identity of a persistent volume. */
    public record Persistence(String id, @Nullable String principal) {}

    /** How the volume appears in the container. */
    public record Volume(String containerPath, boolean readOnly, @Nullable String hostPath) {}

    /** The device or folder the disk comes from; root is PATH's or MOUNT's. */
    public record Source(
            SourceType type,
            @Nullable String root,
            @Nullable String vendor,
            @Nullable String id,
            Labels metadata,
            @Nullable String profile) {}

    /** Mesos's Resource.DiskInfo.Source.Type. */
    public enum SourceType {
        PATH,
        MOUNT,
        BLOCK,
        RAW
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Disk that
                && Objects.equals(source, that.source)
                && Objects.equals(persistenceId(), that.persistenceId());
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, persistenceId());
    }

    public @Nullable String persistenceId() {
        return persistence == null ? null : persistence.id();
    }

    /** Whether parts of the disk can be used apart: persistent volumes and whole devices cannot. */
    public boolean divisible() {
        return persistence == null && (source == null || source.type() == SourceType.PATH);
    }
}
