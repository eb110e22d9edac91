package io.mesocosm.resources;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints one resource in the text form of Mesos's logs and messages. */
final class ResourceText {
    private ResourceText() {}

    static String print(Resource resource) {
        Traits traits = resource.traits();
        StringBuilder out = new StringBuilder(resource.name());
        if (traits.allocationRole() != null) {
            out.append("(allocated: ").append(traits.allocationRole()).append(')');
        }
        if (traits.isReserved()) {
            out.append(
                    traits.reservations().stream()
                            .map(ResourceText::print)
                            .collect(Collectors.joining(",", "(reservations: [", "])")));
        }
        Disk disk = traits.disk();
        if (disk != null) {
            out.append('[').append(print(disk)).append(']');
        }
        if (traits.revocable()) {
            out.append("{REV}");
        }
        if (traits.shared()) {
            out.append("<SHARED>");
        }
        return out.append(':').append(resource.value()).toString();
    }

    private static String print(Reservation reservation) {
        StringBuilder out = new StringBuilder("(").append(reservation.type());
        out.append(',').append(reservation.role());
        if (reservation.principal() != null) {
            out.append(',').append(reservation.principal());
        }
        if (!reservation.labels().isEmpty()) {
            out.append(
                    reservation.labels().labels().stream()
                            .map(l -> l.value() == null ? l.key() : l.key() + ": " + l.value())
                            .collect(Collectors.joining(", ", ",{", "}")));
        }
        return out.append(')').toString();
    }

    private static String print(Disk disk) {
        StringBuilder out = new StringBuilder();
        Disk.Source source = disk.source();
        if (source != null) {
            out.append(source.type());
            String detail =
                    Stream.of(source.vendor(), source.id(), source.profile())
                            .map(part -> part == null ? "" : part)
                            .collect(Collectors.joining(","));
            if (!detail.equals(",,")) {
                out.append('(').append(detail).append(')');
            }
            if (source.root() != null) {
                out.append(':').append(source.root());
            }
        }
        if (disk.persistence() != null) {
            out.append(out.isEmpty() ? "" : ",").append(disk.persistence().id());
        }
        if (disk.volume() != null) {
            Disk.Volume volume = disk.volume();
            out.append(':');
            if (volume.hostPath() != null) {
                out.append(volume.hostPath()).append(':');
            }
            out.append(volume.containerPath()).append(volume.readOnly() ? ":ro" : ":rw");
        }
        return out.toString();
    }
}
