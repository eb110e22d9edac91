package io.mesocosm.marathon.server.rest;

import io.mesocosm.http.Credentials;
import io.mesocosm.marathon.server.admission.Admission;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the API.
 *
 * @param origins the sites whose scripts may read answers in a browser; none when empty
 * @param credentials who may prove by HTTP Basic to be whom; null for nobody
 * @param groups the organizations whose certificates are a proof; everyone may come in where there
 *     are neither credentials nor groups
 * @param concurrent how many requests are answered at a time; the others are told to come again
 */
public record Access(
        List<String> origins,
        @Nullable Credentials credentials,
        Set<String> groups,
        int concurrent) {

    public static final Access OPEN = new Access(List.of(), null, Integer.MAX_VALUE);

    public Access {
        origins = List.copyOf(origins);
        groups = Set.copyOf(groups);
    }

    /** Where certificates do not count. */
    public Access(List<String> origins, @Nullable Credentials credentials, int concurrent) {
        this(origins, credentials, Set.of(), concurrent);
    }

    /** Whether clients must prove who they are. */
    public boolean isGuarded() {
        return credentials != null || !groups.isEmpty();
    }

    /** Lets in whom this says. */
    public Admission admission() {
        return new Admission(credentials, groups);
    }
}
