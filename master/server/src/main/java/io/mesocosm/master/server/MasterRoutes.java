package io.mesocosm.master.server;

import io.mesocosm.http.BasicAuthentication;
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
import io.mesocosm.master.core.effect.Outcome;
import io.mesocosm.master.core.input.OperatorCall;
import io.mesocosm.master.server.loop.CallTable;
import io.mesocosm.master.server.loop.MasterLoop;
import io.mesocosm.master.server.loop.Outcomes;
import io.mesocosm.master.server.state.MasterIdentity;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Which endpoint is where, and who may ask it (spec §5.1). */
record MasterRoutes(
        MasterSettings.Security security,
        MasterIdentity identity,
        MasterLoop loop,
        CallTable calls,
        VirtualFiles files,
        MetricsSource metrics,
        DebugEndpoints debug) {

    private static final String NO_PAGES =
            "<!DOCTYPE html><title>Mesocosm</title><p>This master was built without its pages."
                    + " Its state is at <a href=\"/state\">/state</a>.";

    Routes build(Endpoint scheduler, Endpoint operator, Endpoint agents) {
        UnaryOperator<Endpoint> readonly = realm("mesos-master-readonly", security.readonly());
        UnaryOperator<Endpoint> readwrite = realm("mesos-master-readwrite", security.readwrite());
        StateEndpoints state = new StateEndpoints(loop, identity);
        Routes.Builder routes = Routes.forProcess("master");
        routes.at("/", new ClasspathPages(MasterRoutes.class.getClassLoader(), "console", NO_PAGES))
                .at(
                        "/api/v1/scheduler",
                        realm("mesos-master-scheduler", security.frameworks()).apply(scheduler))
                .at("/api/v1", readwrite.apply(operator))
                .at("/state", readonly.apply(state.state()))
                .at("/state-summary", readonly.apply(state.summary()))
                .at("/slaves", readonly.apply(state.slaves()))
                .at("/frameworks", readonly.apply(state.frameworks()))
                .at("/tasks", readonly.apply(state.tasks()))
                .at("/roles", readonly.apply(state.roles()))
                .at("/weights", readwrite.apply(state.weights()))
                .at("/quota", readwrite.apply(state.quota()))
                .at("/maintenance/schedule", readwrite.apply(state.maintenanceSchedule()))
                .at("/maintenance/status", readonly.apply(state.maintenanceStatus()))
                .only("/registrar(1)/registry", readonly.apply(state.registry()))
                .at("/flags", readonly.apply(state.flags()))
                .at("/teardown", readwrite.apply(this::teardown))
                .at("/health", Probes.health())
                .at("/version", Probes.version(VersionInfo.CURRENT))
                .at("/metrics/snapshot", Probes.metrics(metrics))
                .exactly("/redirect", this::redirect)
                .only("/agent", readonly.apply(agents));
        for (String name : NOT_IMPLEMENTED) {
            routes.at(name, readwrite.apply(MasterRoutes::notImplemented));
        }
        new FilesEndpoints(files).addTo(routes, readonly);
        debug.addTo(routes, readwrite);
        return routes.build();
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

    private UnaryOperator<Endpoint> realm(String name, boolean guarded) {
        Credentials credentials = security.credentials();
        if (!guarded || credentials == null) {
            return UnaryOperator.identity();
        }
        BasicAuthentication authentication = new BasicAuthentication(name, credentials);
        return authentication::guard;
    }

    private void redirect(Exchange exchange) throws IOException {
        exchange.redirect(307, "//" + identity.hostname() + ":" + identity.port());
    }

    private void teardown(Exchange exchange) throws IOException {
        exchange.requireMethod("POST");
        String id = exchange.form().get("frameworkId");
        if (id == null) {
            throw HttpRefusal.of(400, "Missing 'frameworkId' query parameter in the request body");
        }
        CompletableFuture<Outcome> answered = new CompletableFuture<>();
        loop.submit(new OperatorCall.TeardownFramework(calls.open(answered::complete), id));
        Outcomes.answer(exchange, answered.join());
    }
}
