package io.mesocosm.marathon.server.rest;

import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.marathon.server.admission.Admission;
import io.mesocosm.marathon.server.loop.CoreLoop;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Marathon's HTTP API: which resource answers which path, and what all answers share (§1.1). */
public final class Api implements Endpoint {

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final Map<String, String> HEADERS =
            Map.of(
                    "Cache-Control", "no-cache, no-store, must-revalidate",
                    "Pragma", "no-cache",
                    "Expires", "0",
                    "X-Frame-Options", "DENY",
                    "X-XSS-Protection", "1; mode=block");

    private final AppsResource apps;
    private final TasksResource tasks;
    private final GroupsResource groups;
    private final SystemResource system;
    private final EventHub events;
    private final Identity identity;
    private final Metrics metrics;
    private final Door door;
    private final Admission admission;

    /** The API of a running core, for those whom the door lets in. */
    public Api(CoreLoop loop, EventHub events, Identity identity, Metrics metrics, Access access) {
        Desk desk = new Desk(loop, metrics);
        this.door = new Door(access, this::serve);
        this.admission = access.admission();
        this.tasks = new TasksResource(desk);
        this.apps = new AppsResource(desk, tasks);
        this.groups = new GroupsResource(desk);
        this.system = new SystemResource(desk, identity, metrics);
        this.events = events;
        this.identity = identity;
        this.metrics = metrics;
    }

    @Override
    public void answer(Exchange exchange) throws IOException {
        HEADERS.forEach(exchange::setHeader);
        exchange.setHeader("X-Marathon-Leader", identity.url());
        door.answer(exchange);
    }

    private void serve(Exchange exchange) throws IOException {
        Call call = new Call(exchange, admission.mayAssign(exchange));
        long begun = metrics.begin();
        try {
            serve(call);
        } finally {
            metrics.end(call, begun);
        }
    }

    private void serve(Call call) throws IOException {
        try {
            route(call);
        } catch (Refusal refusal) {
            call.refuse(refusal);
        } catch (HttpRefusal refusal) {
            call.refuse(Refusal.of(refusal.status(), refusal.body()));
        } catch (RuntimeException e) {
            LOG.error("method={} path={} failed", call.method(), call.exchange().rawPath(), e);
            call.refuse(Refusal.of(500, "Internal error: " + e.getMessage()));
        }
    }

    private void route(Call call) throws IOException {
        List<String> path = call.path();
        if (path.isEmpty()) {
            call.header("Location", "/ui/");
            call.empty(302);
            return;
        }
        switch (path.getFirst()) {
            case "v2" -> version2(call);
            case "ping" -> system.ping(call);
            case "metrics" -> system.metrics(call);
            default -> throw unknownRoute();
        }
    }

    private void version2(Call call) throws IOException {
        List<String> path = call.path();
        switch (path.size() < 2 ? "" : path.get(1)) {
            case "apps" -> apps.answer(call);
            case "tasks" -> tasks.answer(call);
            case "groups" -> groups.answer(call);
            case "deployments" -> system.deployments(call);
            case "queue" -> system.queue(call);
            case "info" -> system.info(call);
            case "leader" -> system.leader(call);
            case "plugins" -> system.plugins(call);
            case "pods" -> system.pods(call);
            case "events" -> stream(call);
            default -> throw unknownRoute();
        }
    }

    private void stream(Call call) {
        if (!call.exchange().method().equals("GET") || !call.accepts("text/event-stream")) {
            throw Refusal.of(405, "Events are sent to 'Accept: text/event-stream' only");
        }
        events.attach(call);
    }

    /** What can be read off the core by now. */
    Map<String, Double> gauges() {
        return system.gauges();
    }

    static void require(Call call, String method) {
        if (!call.method().equals(method)) {
            throw methodNotAllowed(call);
        }
    }

    static Refusal methodNotAllowed(Call call) {
        return Refusal.of(405, "HTTP method not allowed: " + call.method());
    }

    static Refusal unknownRoute() {
        return Refusal.of(404, "URI not found");
    }
}
