package io.mesocosm.master.server;

import io.mesocosm.http.Authentication;
import io.mesocosm.http.ClasspathPages;
import io.mesocosm.http.Credentials;
import io.mesocosm.http.DebugEndpoints;
import io.mesocosm.http.Endpoint;
import io.mesocosm.http.Exchange;
import io.mesocosm.http.HttpRefusal;
import io.mesocosm.http.MetricsSource;
import io.mesocosm.http.Probes;
import io.mesocosm.http.Routes;
import io.mesocosm.http.VersionInfo;
import io.mesocosm.http.files.FilesEndpoints;
import io.mesocosm.http.files.VirtualFiles;
import io.mesocosm.master.core.authorization.Action;
import io.mesocosm.master.server.authorization.Permissions;
import io.mesocosm.master.server.leadership.Standing.Role;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.Groups;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint is where, who may ask it, and whether a standby answers it itself (spec §0.4,
 * §5.1).
 */
record MasterRoutes(
        MasterSettings.Security security,
        Permissions permissions,
        LeaderOnly leader,
        Map<String, String> flags,
        VirtualFiles files,
        MetricsSource metrics,
        Telemetry telemetry,
        DebugEndpoints debug) {

    /** Whose certificates make them clients of a master: no agent's. */
    private static final Set<String> CLIENTS =
            Set.of(Groups.MARATHONS, Groups.OPERATORS, Groups.USERS);

    private static final String NO_PAGES =
            "<!DOCTYPE html><title>Mesocosm</title><p>This master was built without its pages."
                    + " Its state is at <a href=\"/state\">/state</a>.";

    Routes build() {
        UnaryOperator<Endpoint> readonly = realm("mesos-master-readonly", security.readonly());
        UnaryOperator<Endpoint> readwrite = realm("mesos-master-readwrite", security.readwrite());
        Routes.Builder routes = Routes.forProcess("master");
        routes.at("/", new ClasspathPages(MasterRoutes.class.getClassLoader(), "console", NO_PAGES))
                .only("/registrar(1)/registry", readonly.apply(this::registry))
                .at("/flags", allowed(readonly, Action.VIEW_FLAGS, null).apply(this::flags))
                .at("/health", Probes.health())
                .at("/ready", new Readiness(leader.standing()))
                .at("/version", Probes.version(VersionInfo.CURRENT))
                .at(
                        "/metrics/snapshot",
                        endpoint(readonly, "/metrics/snapshot").apply(Probes.metrics(metrics)))
                .exactly(
                        "/metrics",
                        // The same numbers, so the same right.
                        endpoint(readonly, "/metrics/snapshot").apply(Probes.scrape(telemetry)))
                .exactly("/redirect", leader::redirect)
                .at(
                        "/api/v1/scheduler",
                        realm("mesos-master-scheduler", security.frameworks())
                                .apply(leader.at(LeadingMaster::scheduler)))
                .at("/api/v1", readwrite.apply(leader.at(LeadingMaster::operator)))
                .at("/teardown", readwrite.apply(leader.at(LeadingMaster::teardown)))
                .only("/agent", byMethod(readonly, readwrite, leader.only(LeadingMaster::agents)));
        reads(routes, readonly, readwrite);
        for (String name : NOT_IMPLEMENTED) {
            routes.at(name, readwrite.apply(leader.at(_ -> MasterRoutes::notImplemented)));
        }
        new FilesEndpoints(files)
                .addTo(
                        routes,
                        allowed(readonly, Action.ACCESS_MESOS_LOG, null),
                        endpoint(readonly, "/files/debug"));
        debug.addTo(routes, endpoint(readwrite, "/logging/toggle"));
        return routes.build();
    }

    private UnaryOperator<Endpoint> endpoint(UnaryOperator<Endpoint> realm, String path) {
        return allowed(realm, Action.GET_ENDPOINT, path);
    }

    /** For those whom the realm lets in and who may do that. */
    private UnaryOperator<Endpoint> allowed(
            UnaryOperator<Endpoint> realm, Action action, @Nullable String object) {
        return endpoint -> realm.apply(permissions.guard(action, object).apply(endpoint));
    }

    private void reads(
            Routes.Builder routes,
            UnaryOperator<Endpoint> readonly,
            UnaryOperator<Endpoint> readwrite) {
        routes.at("/state", readonly.apply(state(StateEndpoints::state)))
                .at("/state-summary", readonly.apply(state(StateEndpoints::summary)))
                .at("/slaves", readonly.apply(state(StateEndpoints::slaves)))
                .at("/frameworks", readonly.apply(state(StateEndpoints::frameworks)))
                .at("/tasks", readonly.apply(state(StateEndpoints::tasks)))
                .at("/roles", readonly.apply(state(StateEndpoints::roles)))
                .at("/weights", readwrite.apply(leader.at(master -> master.roles().weights())))
                .at("/quota", readwrite.apply(leader.at(master -> master.roles().quota())))
                .at(
                        "/maintenance/schedule",
                        readwrite.apply(state(StateEndpoints::maintenanceSchedule)))
                .at(
                        "/maintenance/status",
                        readonly.apply(state(StateEndpoints::maintenanceStatus)));
    }

    private Endpoint state(Function<StateEndpoints, Endpoint> read) {
        return leader.at(master -> read.apply(master.state()));
    }

    /** A standby has no registry to show: it has not read it. */
    private void registry(Exchange exchange) throws IOException {
        if (leader.standing().role() instanceof Role.Leading<LeadingMaster>(LeadingMaster master)) {
            master.state().registry().answer(exchange);
        } else {
            exchange.json(writer -> writer.beginObject().endObject());
        }
    }

    private void flags(Exchange exchange) throws IOException {
        exchange.json(
                writer -> {
                    writer.beginObject().name("flags").beginObject();
                    new TreeMap<>(flags).forEach(writer::field);
                    writer.endObject().endObject();
                });
    }

    /** What a real master answers and this one does not yet. */
    private static final List<String> NOT_IMPLEMENTED =
            List.of(
                    "/reserve",
                    "/unreserve",
                    "/create-volumes",
                    "/destroy-volumes",
                    "/machine/down",
                    "/machine/up");

    private static void notImplemented(Exchange exchange) {
        throw HttpRefusal.of(
                501, "501 Not Implemented. This master does not serve " + exchange.rawPath());
    }

    /** Reading asks for less than what may change something. */
    private static Endpoint byMethod(
            UnaryOperator<Endpoint> readonly,
            UnaryOperator<Endpoint> readwrite,
            Endpoint endpoint) {
        Endpoint reading = readonly.apply(endpoint);
        Endpoint changing = readwrite.apply(endpoint);
        return exchange -> {
            boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
            (reads ? reading : changing).answer(exchange);
        };
    }

    private UnaryOperator<Endpoint> realm(String name, boolean guarded) {
        Credentials credentials = security.credentials();
        if (!guarded || (credentials == null && security.tls() == null)) {
            return UnaryOperator.identity();
        }
        return new Authentication(name, credentials, CLIENTS)::guard;
    }
}
