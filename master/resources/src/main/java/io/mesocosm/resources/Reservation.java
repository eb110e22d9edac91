package io.mesocosm.resources;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** One level of a reservation stack: who holds a resource and how it came to be held (spec §6). */
public record Reservation(Type type, String role, @Nullable String principal, Labels labels) {

    /** Static reservations come from the agent's flags, dynamic ones from RESERVE. */
    public enum Type {
        STATIC,
        DYNAMIC
    }

    public Reservation {
        requireNonNull(type, "type");
        requireNonNull(role, "role");
        requireNonNull(labels, "labels");
    }

    public static Reservation ofStatic(String role) {
        return new Reservation(Type.STATIC, role, null, Labels.NONE);
    }

    public static Reservation ofDynamic(String role, @Nullable String principal) {
        return new Reservation(Type.DYNAMIC, role, principal, Labels.NONE);
    }
}
