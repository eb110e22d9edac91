package io.mesocosm.master.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.ReverseProxy;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.server.authorization.AgentDoor;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code /agent/<agent id>/…}: the agent's own HTTP endpoints, for those who can reach the master
 * only (design §6).
 */
final class AgentProxy implements Endpoint, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final MasterLoop loop;
    private final AgentDoor door;
    private final boolean tls;
    private final ReverseProxy proxy;

    /**
     * @param permissions asked in the place of agents, who see the master alone
     * @param identity shown to agents, who serve over TLS then; null for plain HTTP
     */
    AgentProxy(MasterLoop loop, Permissions permissions, @Nullable TlsIdentity identity) {
        this.loop = requireNonNull(loop, "loop");
        this.door = new AgentDoor(permissions.authorizer());
        this.tls = identity != null;
        this.proxy =
                new ReverseProxy(
                        new ReverseProxy.Manner(
                                        CONNECT,
                                        Optional.empty(),
                                        (target, e) ->
                                                HttpRefusal.of(
                                                        502, "No answer from " + target + ": " + e))
                                .with(identity == null ? null : identity.context()));
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
        door.require(
                exchange,
                "/" + String.join("/", exchange.rest().subList(1, exchange.rest().size())),
                () -> loop.read(snapshot -> snapshot).join());
        String target = agent.spec().address() + rest(exchange);
        if (tls) {
            // The master's certificate counts; the client's password is for the master alone.
            proxy.pass(exchange, URI.create("https://" + target), Map.of("Authorization", ""));
        } else {
            proxy.pass(exchange, URI.create("http://" + target));
        }
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
