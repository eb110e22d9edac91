package io.mesocosm.master.server.state;

import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.resources.Disk;
import io.mesocosm.resources.Labels;
import io.mesocosm.resources.Ranges;
import io.mesocosm.resources.Reservation;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Traits;
import io.mesocosm.resources.Value;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Resources one by one in the endpoint format (spec §5.4): {@code reservations} as they are
 * stacked, and {@code role} and {@code reservation} beside them for old clients when there is no
 * refinement.
 */
final class FullResourcesJson {
    private FullResourcesJson() {}

    static void array(JsonWriter writer, String name, Resources resources) {
        writer.name(name).beginArray();
        resources.forEach(resource -> resource(writer, resource));
        writer.endArray();
    }

    static void byRole(JsonWriter writer, String name, Resources resources) {
        writer.name(name).beginObject();
        new TreeMap<>(resources.reservations()).forEach((role, held) -> array(writer, role, held));
        writer.endObject();
    }

    private static void resource(JsonWriter writer, Resource resource) {
        Traits traits = resource.traits();
        writer.beginObject();
        if (traits.providerId() != null) {
            writer.name("provider_id")
                    .beginObject()
                    .field("value", traits.providerId())
                    .endObject();
        }
        writer.field("name", resource.name());
        value(writer, resource.value());
        if (traits.reservations().size() <= 1) {
            writer.field("role", traits.reservationRole());
        }
        if (traits.allocationRole() != null) {
            writer.name("allocation_info").beginObject();
            writer.field("role", traits.allocationRole()).endObject();
        }
        reservations(writer, traits);
        if (traits.disk() != null) {
            disk(writer, traits.disk());
        }
        if (traits.revocable()) {
            writer.name("revocable").beginObject().endObject();
        }
        if (traits.shared()) {
            writer.name("shared").beginObject().endObject();
        }
        writer.endObject();
    }

    private static void value(JsonWriter writer, Value value) {
        switch (value) {
            case Value.Scalar scalar -> {
                writer.field("type", "SCALAR").name("scalar").beginObject();
                writer.field("value", scalar.doubleValue()).endObject();
            }
            case Ranges ranges -> {
                writer.field("type", "RANGES")
                        .name("ranges")
                        .beginObject()
                        .name("range")
                        .beginArray();
                for (Ranges.Range range : ranges.ranges()) {
                    writer.beginObject().field("begin", range.begin());
                    writer.field("end", range.end()).endObject();
                }
                writer.endArray().endObject();
            }
            case Value.Items items -> {
                writer.field("type", "SET").name("set").beginObject().name("item").beginArray();
                items.items().forEach(writer::value);
                writer.endArray().endObject();
            }
        }
    }

    private static void reservations(JsonWriter writer, Traits traits) {
        if (traits.reservations().size() == 1 && traits.isDynamicallyReserved()) {
            Reservation only = traits.reservations().getFirst();
            writer.name("reservation").beginObject();
            holder(writer, only);
            writer.endObject();
        }
        writer.name("reservations").beginArray();
        for (Reservation reservation : traits.reservations()) {
            writer.beginObject().field("type", reservation.type().name());
            writer.field("role", reservation.role());
            holder(writer, reservation);
            writer.endObject();
        }
        writer.endArray();
    }

    private static void holder(JsonWriter writer, Reservation reservation) {
        optional(writer, "principal", reservation.principal());
        labels(writer, "labels", reservation.labels());
    }

    private static void labels(JsonWriter writer, String name, Labels labels) {
        if (labels.isEmpty()) {
            return;
        }
        writer.name(name).beginObject().name("labels").beginArray();
        for (Labels.Label label : labels.labels()) {
            writer.beginObject().field("key", label.key());
            optional(writer, "value", label.value());
            writer.endObject();
        }
        writer.endArray().endObject();
    }

    private static void disk(JsonWriter writer, Disk disk) {
        writer.name("disk").beginObject();
        if (disk.persistence() != null) {
            writer.name("persistence").beginObject().field("id", disk.persistence().id());
            optional(writer, "principal", disk.persistence().principal());
            writer.endObject();
        }
        if (disk.volume() != null) {
            writer.name("volume")
                    .beginObject()
                    .field("mode", disk.volume().readOnly() ? "RO" : "RW");
            writer.field("container_path", disk.volume().containerPath());
            optional(writer, "host_path", disk.volume().hostPath());
            writer.endObject();
        }
        if (disk.source() != null) {
            source(writer, disk.source());
        }
        writer.endObject();
    }

    private static void source(JsonWriter writer, Disk.Source source) {
        writer.name("source").beginObject().field("type", source.type().name());
        if (source.root() != null) {
            String kind = source.type() == Disk.SourceType.MOUNT ? "mount" : "path";
            writer.name(kind).beginObject().field("root", source.root()).endObject();
        }
        optional(writer, "vendor", source.vendor());
        optional(writer, "id", source.id());
        labels(writer, "metadata", source.metadata());
        optional(writer, "profile", source.profile());
        writer.endObject();
    }

    private static void optional(JsonWriter writer, String name, @Nullable String value) {
        if (value != null) {
            writer.field(name, value);
        }
    }
}
