package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

/** A condition on one key that must hold for a transaction to be applied. */
public sealed interface Guard {

    /** The key the condition is about. */
    String key();

    /** No such key exists. */
    record Absent(String key) implements Guard {
        public Absent {
            requireNonNull(key, "key");
        }
    }

    /** The key was last written by that revision. */
    record Unchanged(String key, long revision) implements Guard {
        public Unchanged {
            requireNonNull(key, "key");
        }
    }
}
