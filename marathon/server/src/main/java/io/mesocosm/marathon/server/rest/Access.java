package io.mesocosm.marathon.server.rest;

import io.mesocosm.http.Credentials;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may use the API.
 *
 * @param origins the sites whose scripts may read answers in a browser; none when empty
 * @param credentials who must prove to be whom; everyone may come in when null
 * @param concurrent how many requests are answered at a time; the others are told to come again
 */
public record Access(List<String> origins, @Nullable Credentials credentials, int concurrent) {

    public static final Access OPEN = new Access(List.of(), null, Integer.MAX_VALUE);
}
