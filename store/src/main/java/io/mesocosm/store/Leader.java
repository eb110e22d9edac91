package io.mesocosm.store;

import static java.util.Objects.requireNonNull;

/**
 * Who leads.
 *
 * @param candidate what it told of itself when it campaigned: its advertised address
 * @param term the number of its leadership
 */
public record Leader(String candidate, long term) {
    public Leader {
        requireNonNull(candidate, "candidate");
    }
}
