package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

/** One change of one key. */
public sealed interface Write {

    /** The key that is changed. */
    String key();

    /** Sets the key to the value, whether or not it exists. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Put(String key, byte[] value) implements Write {
        public Put {
            requireNonNull(key, "key");
            requireNonNull(value, "value");
        }
    }

    /** Removes the key; one that does not exist is no error. */
    record Delete(String key) implements Write {
        public Delete {
            requireNonNull(key, "key");
        }
    }
}
