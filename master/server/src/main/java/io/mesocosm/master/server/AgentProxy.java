package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.ReverseProxy;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.server.loop.MasterLoop;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * {@code /agent/<agent id>/…}: the agent's own HTTP endpoints, for those who can reach the master
 * only (design §6).
 */
final class AgentProxy implements Endpoint, AutoCloseable {
    private final MasterLoop loop;
    private final ReverseProxy proxy = new ReverseProxy(Duration.ofSeconds(5));

    AgentProxy(MasterLoop loop) {
        this.loop = requireNonNull(loop, "loop");
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        if (exchange.rest().isEmpty()) {
            throw HttpRefusal.of(404);
        }
        String id = exchange.rest().getFirst();
        Agent agent = loop.read(snapshot -> snapshot.agents().find(a -> a.id().equals(id))).join();
        if (agent == null) {
            throw HttpRefusal.of(404, "Agent '" + id + "' is not registered");
        }
        proxy.pass(exchange, URI.create("http://" + agent.spec().address() + rest(exchange)));
    }

    /** What follows the agent's id, encoded as it came. */
    private static String rest(Exchange exchange) {
        String path = exchange.rawPath();
        int id = path.indexOf("/agent/") + "/agent/".length();
        int end = path.indexOf('/', id);
        String rest = end < 0 ? "/" : path.substring(end);
        return exchange.rawQuery() == null ? rest : rest + "?" + exchange.rawQuery();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
