package io.mesocosm.marathon.core.offer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of holding an app against an offer. */
public sealed interface Match {

    /** It does not suit, for this reason. */
    record No(Reject reason) implements Match {}

    /** It suits; each host port stands at its port's index, null where none is allocated. */
    record Yes(List<Used> used, List<@Nullable Integer> hostPorts) implements Match {}
}
