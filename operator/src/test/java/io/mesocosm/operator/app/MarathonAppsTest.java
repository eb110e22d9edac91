package io.mesocosm.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.app.AppSpec;
import io.mesocosm.crds.app.AppStatus;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.Golden;
import io.mesocosm.operator.certificate.OperatorIdentities;
import io.mesocosm.operator.child.ClusterName;
import io.mesocosm.operator.connection.Unreachable;
import io.mesocosm.operator.marathon.MarathonApi;
import io.mesocosm.telemetry.RecordedSpans;
import io.mesocosm.telemetry.Telemetry;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked of Marathon for an App, and of whom it takes an app over. */
class MarathonAppsTest {

    private static final ClusterName CLUSTER = new ClusterName("demo", "mesos");

    private final MesosCluster cluster = cluster("{}");
    private final App app = Golden.read("app/web.yaml", App.class);
    private final List<String> changes = Collections.synchronizedList(new ArrayList<>());
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private volatile String live = "";
    private volatile String refusal = "";
    private volatile String traceparent = "";
    private final RecordedSpans recorded = new RecordedSpans();
    private final Telemetry telemetry = recorded.telemetry();
    private HttpServer marathon;
    private MarathonApi api;
    private MarathonApps apps;

    private static MesosCluster cluster(String spec) {
        return Serialization.unmarshal(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: mesos, namespace: demo}
                spec: %s
                """
                        .formatted(spec),
                MesosCluster.class);
    }

    @BeforeEach
    void start() throws IOException {
        marathon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        marathon.createContext("/", this::answer);
        marathon.start();
        OperatorIdentities identities = new OperatorIdentities();
        identities.plain(CLUSTER);
        api =
                new MarathonApi(
                        "{scheme}://127.0.0.1:" + marathon.getAddress().getPort(), identities);
        apps =
                new MarathonApps(
                        api, telemetry.tracing(), Set.of("demo/web", "demo/other")::contains);
    }

    @AfterEach
    void stop() {
        api.close();
        telemetry.close();
        marathon.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean change = !exchange.getRequestMethod().equals("GET");
        if (change) {
            bodies.add(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            traceparent = String.valueOf(exchange.getRequestHeaders().getFirst("traceparent"));
            changes.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        }
        String body = change ? refusal : live;
        int status = change ? (refusal.isEmpty() ? 200 : 409) : (live.isEmpty() ? 404 : 200);
        byte[] bytes = (body.isEmpty() ? "{}" : body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private void ownedBy(String owner) {
        live =
                "{\"app\": {\"id\": \"/demo/web\", \"labels\": {%s}}}"
                        .formatted(
                                owner.isEmpty() ? "" : "\"mesocosm.io/owner\": \"" + owner + "\"");
    }

    private void adopting() {
        app.getMetadata().setAnnotations(Map.of("mesocosm.io/adopt", "true"));
    }

    private String delivered() throws Unreachable {
        return switch (apps.deliver(app, cluster)) {
            case Delivery.Done _ -> "done";
            case Delivery.Refused refused -> refused.reason() + ": " + refused.message();
            case Delivery.Postponed postponed -> postponed.reason() + ": " + postponed.message();
        };
    }

    @Test
    void asksInTheNameOfTheApp() throws Unreachable {
        assertThat(delivered()).isEqualTo("done");
        ownedBy("demo/web");
        assertThat(apps.remove(app, CLUSTER)).isFalse();
        assertThat(changes)
                .containsExactly(
                        "PUT /v2/apps/demo/web?partialUpdate=false&owner=demo%2Fweb",
                        "DELETE /v2/apps/demo/web?force=true&owner=demo%2Fweb");
    }

    @Test
    void isGivenAgainWhenOtherPoolsMayRunIt() throws Unreachable {
        // What Marathon has is what it was last given, and then the pools change.
        app.getMetadata().setGeneration(1L);
        app.setStatus(
                Serialization.unmarshal("observedGeneration: 1\nversion: v1", AppStatus.class));
        live =
                """
                {"app": {"id": "/demo/web", "version": "v1", "labels": {"mesocosm.io/owner": "demo/web"},
                 "constraints": [["hostname", "UNIQUE"], ["mesocosm_pool", "IS", "q"]]}}""";
        app.setSpec(
                Serialization.unmarshal(
                        "cmd: x\ncontainer: {volumes: [{containerPath: d, hostPath: /d}]}",
                        AppSpec.class));
        assertThat(changes("{name: p}, {name: q, apps: Privileged}")).isFalse();
        assertThat(changes("{name: q}, {name: r, apps: Privileged}")).isTrue();
        assertThat(bodies.getLast()).contains("[\"mesocosm_pool\",\"IS\",\"r\"]");
        assertThat(changes("{name: q, apps: Privileged}")).isTrue();
        assertThat(bodies.getLast()).doesNotContain("mesocosm_pool");
    }

    private boolean changes(String pools) throws Unreachable {
        return apps.deliver(app, cluster("{agents: [%s]}".formatted(pools)))
                        instanceof Delivery.Done done
                && done.changed();
    }

    @Test
    void beginsATraceWithWhatItGivesMarathon() throws Unreachable {
        assertThat(delivered()).isEqualTo("done");
        SpanData span = recorded.named("operator.reconcile").getFirst();
        assertThat(traceparent)
                .startsWith("00-" + span.getTraceId() + "-" + span.getSpanId() + "-");
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(recorded.differences("operator.")).isEmpty();
        refusal = "{\"message\": \"no\"}";
        delivered();
        assertThat(recorded.named("operator.reconcile").getLast().getStatus().getDescription())
                .isEqualTo("Marathon says: no");
    }

    @Test
    void isOfNoTraceWhileMarathonHasIt() throws Unreachable {
        ownedBy("demo/other");
        assertThat(delivered()).startsWith("IdTaken");
        apps.remove(app, CLUSTER);
        assertThat(recorded.named("operator.reconcile")).isEmpty();
    }

    @Test
    void takesOverWhatNobodyOwnsWhereItSaysSo() throws Unreachable {
        ownedBy("");
        assertThat(delivered())
                .isEqualTo(
                        "IdTaken: spec.id: /demo/web is there already, made through Marathon's API:"
                                + " delete it there, or annotate this App mesocosm.io/adopt=true to"
                                + " take it over");
        assertThat(changes).isEmpty();
        adopting();
        assertThat(delivered()).isEqualTo("done");
        assertThat(changes).hasSize(1);
    }

    @Test
    void takesNothingFromAnotherApp() throws Unreachable {
        ownedBy("demo/other");
        adopting();
        assertThat(delivered()).startsWith("IdTaken: spec.id: /demo/web belongs to App demo/other");
        assertThat(apps.remove(app, CLUSTER)).isTrue();
        assertThat(changes).isEmpty();
    }

    @Test
    void takesOverWhatAnAppThatIsGoneHasLeftWhereItSaysSo() throws Unreachable {
        ownedBy("demo/gone");
        assertThat(delivered()).contains("belonged to App demo/gone, which is gone: annotate");
        adopting();
        assertThat(delivered()).isEqualTo("done");
        assertThat(changes)
                .containsExactly("PUT /v2/apps/demo/web?partialUpdate=false&owner=demo%2Fgone");
    }

    @Test
    void tellsALockFromAnAppThatAnotherTookAtTheSameTime() throws Unreachable {
        refusal = "{\"message\": \"App is locked\", \"deployments\": [{\"id\": \"d1\"}]}";
        assertThat(delivered()).startsWith("Locked: deployment d1 holds the app");
        refusal = "{\"message\": \"App /demo/web belongs to the Kubernetes resource App x/y\"}";
        assertThat(delivered())
                .isEqualTo(
                        "IdTaken: spec.id: Marathon says: App /demo/web belongs to the Kubernetes"
                                + " resource App x/y");
    }
}
