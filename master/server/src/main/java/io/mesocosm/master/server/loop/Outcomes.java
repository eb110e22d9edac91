package io.mesocosm.master.server.loop;

import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.core.effect.Outcome;
import java.io.IOException;

/** The core's answers as HTTP. */
public final class Outcomes {
    private Outcomes() {}

    /** Answers the exchange as the core decided. */
    public static void answer(Exchange exchange, Outcome outcome) throws IOException {
        switch (outcome) {
            case Outcome.Accepted() -> exchange.empty(202);
            case Outcome.Ok() -> exchange.empty(200);
            case Outcome.StreamOpened() ->
                    throw new IllegalStateException("a stream for a call that asked for none");
            case Outcome.BadRequest(String text) -> throw HttpRefusal.of(400, text);
            case Outcome.Forbidden(String text) -> throw HttpRefusal.of(403, text);
            case Outcome.NotFound(String text) -> throw HttpRefusal.of(404, text);
            case Outcome.Conflict(String text) -> throw HttpRefusal.of(409, text);
            case Outcome.Unavailable(String text) -> throw HttpRefusal.of(503, text);
        }
    }
}
