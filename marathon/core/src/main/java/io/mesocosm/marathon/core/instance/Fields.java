package io.mesocosm.marathon.core.instance;

import org.jspecify.annotations.Nullable;

/** Reads the fields that constraints name (spec §4.1). */
public final class Fields {

    private Fields() {}

    public static @Nullable String value(Placement placement, String field) {
        return switch (field) {
            case "hostname", "@hostname" -> placement.host();
            case "@region" -> placement.region();
            case "@zone" -> placement.zone();
            default -> placement.attributes().get(field);
        };
    }
}
