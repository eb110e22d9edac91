package io.mesocosm.protocol.resource;

import io.mesocosm.protocol.v1.Resource.DiskInfo;
import io.mesocosm.protocol.v1.Volume;
import io.mesocosm.resources.Disk;
import io.mesocosm.resources.Labels;
import org.jspecify.annotations.Nullable;

/** Reads and writes DiskInfo. */
final class DiskMessages {
    private DiskMessages() {}

    static Disk read(DiskInfo message) {
        return new Disk(
                message.hasPersistence()
                        ? new Disk.Persistence(
                                message.getPersistence().getId(),
                                message.getPersistence().hasPrincipal()
                                        ? message.getPersistence().getPrincipal()
                                        : null)
                        : null,
                message.hasVolume() ? readVolume(message.getVolume()) : null,
                message.hasSource() ? readSource(message.getSource()) : null);
    }

    private static Disk.Volume readVolume(Volume message) {
        return new Disk.Volume(
                message.getContainerPath(),
                message.getMode() == Volume.Mode.RO,
                message.hasHostPath() ? message.getHostPath() : null);
    }

    private static Disk.Source readSource(DiskInfo.Source message) {
        return new Disk.Source(
                switch (message.getType()) {
                    case PATH -> Disk.SourceType.PATH;
                    case MOUNT -> Disk.SourceType.MOUNT;
                    case BLOCK -> Disk.SourceType.BLOCK;
                    case RAW -> Disk.SourceType.RAW;
                    case UNKNOWN ->
                            throw new InvalidResourceException(
                                    "Unsupported 'DiskInfo.Source.Type' in '" + message + "'");
                },
                root(message),
                message.hasVendor() ? message.getVendor() : null,
                message.hasId() ? message.getId() : null,
                message.hasMetadata()
                        ? ReservationMessages.readLabels(message.getMetadata())
                        : Labels.NONE,
                message.hasProfile() ? message.getProfile() : null);
    }

    private static @Nullable String root(DiskInfo.Source message) {
        if (message.hasPath() && message.getPath().hasRoot()) {
            return message.getPath().getRoot();
        }
        return message.hasMount() && message.getMount().hasRoot()
                ? message.getMount().getRoot()
                : null;
    }

    static DiskInfo write(Disk disk) {
        DiskInfo.Builder message = DiskInfo.newBuilder();
        Disk.Persistence persistence = disk.persistence();
        if (persistence != null) {
            DiskInfo.Persistence.Builder written =
                    DiskInfo.Persistence.newBuilder().setId(persistence.id());
            if (persistence.principal() != null) {
                written.setPrincipal(persistence.principal());
            }
            message.setPersistence(written);
        }
        if (disk.volume() != null) {
            message.setVolume(writeVolume(disk.volume()));
        }
        if (disk.source() != null) {
            message.setSource(writeSource(disk.source()));
        }
        return message.build();
    }

    private static Volume writeVolume(Disk.Volume volume) {
        Volume.Builder message =
                Volume.newBuilder()
                        .setContainerPath(volume.containerPath())
                        .setMode(volume.readOnly() ? Volume.Mode.RO : Volume.Mode.RW);
        if (volume.hostPath() != null) {
            message.setHostPath(volume.hostPath());
        }
        return message.build();
    }

    private static DiskInfo.Source writeSource(Disk.Source source) {
        DiskInfo.Source.Builder message = DiskInfo.Source.newBuilder();
        switch (source.type()) {
            case PATH -> {
                message.setType(DiskInfo.Source.Type.PATH);
                if (source.root() != null) {
                    message.setPath(DiskInfo.Source.Path.newBuilder().setRoot(source.root()));
                }
            }
            case MOUNT -> {
                message.setType(DiskInfo.Source.Type.MOUNT);
                if (source.root() != null) {
                    message.setMount(DiskInfo.Source.Mount.newBuilder().setRoot(source.root()));
                }
            }
            case BLOCK -> message.setType(DiskInfo.Source.Type.BLOCK);
            case RAW -> message.setType(DiskInfo.Source.Type.RAW);
        }
        if (source.vendor() != null) {
            message.setVendor(source.vendor());
        }
        if (source.id() != null) {
            message.setId(source.id());
        }
        if (!source.metadata().isEmpty()) {
            message.setMetadata(ReservationMessages.writeLabels(source.metadata()));
        }
        if (source.profile() != null) {
            message.setProfile(source.profile());
        }
        return message.build();
    }
}
