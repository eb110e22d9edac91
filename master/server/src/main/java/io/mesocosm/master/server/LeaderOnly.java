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
import java.util.function.Function;

/**
 * What only the leader answers: a standby sends the client to it, before method or body are looked
 * at (spec §0.2, §0.4).
 *
 * @param own where this master is, {@code hostname:port}
 */
record LeaderOnly(Standing<LeadingMaster> standing, String own) {
    private static final String PROCESS = "/master";

    LeaderOnly {
        requireNonNull(standing, "standing");
        requireNonNull(own, "own");
    }

    /** The endpoint of the leader, at a path that also exists below {@code /master}. */
    Endpoint at(Function<LeadingMaster, Endpoint> endpoint) {
        return exchange -> answer(exchange, endpoint, longForm(exchange.rawPath()));
    }

    /** The endpoint of the leader, at a path that is nowhere else. */
    Endpoint only(Function<LeadingMaster, Endpoint> endpoint) {
        return exchange -> answer(exchange, endpoint, exchange.rawPath());
    }

    private void answer(Exchange exchange, Function<LeadingMaster, Endpoint> endpoint, String path)
            throws IOException {
        switch (standing.role()) {
            case Role.Leading<LeadingMaster>(LeadingMaster leader) ->
                    endpoint.apply(leader).answer(exchange);
            case Role.Recovering<LeadingMaster> _ ->
                    throw HttpRefusal.of(503, "This master has not finished its recovery");
            case Role.Standby<LeadingMaster>(Optional<Candidate> leader) -> {
                String query = exchange.rawQuery() == null ? "" : "?" + exchange.rawQuery();
                exchange.redirect(307, "//" + known(leader).http() + path + query);
            }
        }
    }

    /** {@code /redirect}: the leader's address alone, without path and query. */
    void redirect(Exchange exchange) throws IOException {
        exchange.redirect(
                307,
                "//"
                        + switch (standing.role()) {
                            case Role.Leading<LeadingMaster> _ -> own;
                            case Role.Recovering<LeadingMaster> _ -> own;
                            case Role.Standby<LeadingMaster>(Optional<Candidate> leader) ->
                                    known(leader).http();
                        });
    }

    private static Candidate known(Optional<Candidate> leader) {
        return leader.orElseThrow(() -> HttpRefusal.of(503, "No leader elected"));
    }

    private static String longForm(String path) {
        return path.equals(PROCESS) || path.startsWith(PROCESS + "/") ? path : PROCESS + path;
    }
}
