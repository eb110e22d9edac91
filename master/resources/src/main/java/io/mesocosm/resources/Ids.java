package io.mesocosm.resources;

import java.util.Optional;

/** The rules of ids that become path names: tasks, executors, frameworks, agents, volumes. */
public final class Ids {
    private static final int MAX_LENGTH = 255;

    private Ids() {}

    /** Why the id is not valid, in Mesos's words (spec §0.4). */
    public static Optional<String> validate(String id) {
        if (id.isEmpty()) {
            return Optional.of("ID must not be empty");
        }
        if (id.length() > MAX_LENGTH) {
            return Optional.of("ID must not be greater than 255 characters");
        }
        if (id.equals(".") || id.equals("..")) {
            return Optional.of("'" + id + "' is disallowed");
        }
        boolean bad = id.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '/' || c == '\\');
        return bad ? Optional.of("'" + id + "' contains invalid characters") : Optional.empty();
    }
}
