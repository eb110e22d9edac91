package io.mesocosm.master.server.state;

import io.mesocosm.master.core.registry.RegistryContent.QuotaSpec;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.resources.ResourceQuantities;
import java.util.Map;
import java.util.TreeMap;

/** A role with what it may have, has and shares. */
final class RolesJson {
    private RolesJson() {}

    static void write(JsonWriter writer, RoleView role) {
        writer.beginObject();
        writer.field("name", role.name());
        writer.field("weight", role.weight());
        quota(writer, role);
        ResourcesJson.field(writer, "resources", role.allocated().plus(role.offered()));
        ResourcesJson.field(writer, "allocated", role.allocated());
        ResourcesJson.field(writer, "offered", role.offered());
        ResourcesJson.field(writer, "reserved", role.reserved());
        writer.name("frameworks").beginArray();
        role.frameworks().forEach(writer::value);
        writer.endArray().endObject();
    }

    private static void quota(JsonWriter writer, RoleView role) {
        QuotaSpec quota = role.quota();
        writer.name("quota").beginObject().field("role", role.name());
        amounts(writer, "guarantee", quota == null ? Map.of() : quota.guarantees());
        amounts(writer, "limit", quota == null ? Map.of() : quota.limits());
        writer.name("consumed").beginObject();
        ResourceQuantities consumed = role.consumed().quantities();
        consumed.names().forEach(name -> writer.field(name, consumed.get(name)));
        writer.endObject().endObject();
    }

    private static void amounts(JsonWriter writer, String name, Map<String, Double> amounts) {
        writer.name(name).beginObject();
        new TreeMap<>(amounts).forEach(writer::field);
        writer.endObject();
    }
}
