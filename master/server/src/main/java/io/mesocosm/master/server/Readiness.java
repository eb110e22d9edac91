package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.master.server.leadership.Candidate;
import io.mesocosm.master.server.leadership.Standing;
import io.mesocosm.master.server.leadership.Standing.Role;
import java.io.IOException;
import java.util.Optional;

/**
 * {@code /ready}, a probe of our own: whether this master leads, or stands by and could, as far as
 * it hears of its store.
 */
record Readiness(Standing<LeadingMaster> standing) implements Endpoint {

    Readiness {
        requireNonNull(standing, "standing");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        exchange.requireMethod("GET", "HEAD");
        Optional<String> obstacle = obstacle();
        if (obstacle.isPresent()) {
            throw HttpRefusal.of(503, obstacle.get() + ".\n");
        }
        exchange.empty(200);
    }

    private Optional<String> obstacle() {
        return switch (standing.role()) {
            case Role.Leading<LeadingMaster>(LeadingMaster leader) ->
                    leader.isCertain()
                            ? Optional.empty()
                            : Optional.of(
                                    "This master may lead no more: its store has not answered in time");
            case Role.Recovering<LeadingMaster> _ ->
                    Optional.of("This master is elected and reads its registry");
            case Role.Standby<LeadingMaster>(Optional<Candidate> leader) ->
                    leader.isPresent()
                            ? Optional.empty()
                            : Optional.of(
                                    "The store does not answer, or no master has been elected yet");
        };
    }
}
