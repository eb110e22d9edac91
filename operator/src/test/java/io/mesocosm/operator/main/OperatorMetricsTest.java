package io.mesocosm.operator.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.mesocosm.crds.app.App;
import io.mesocosm.telemetry.MetricTable;
import io.mesocosm.telemetry.Telemetry;
import io.micrometer.core.instrument.Meter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the operator tells of its reconciles is what docs/operate/metrics.md says. */
class OperatorMetricsTest {
    private static final Map<String, Object> OF_AN_APP =
            Map.of(
                    Constants.RESOURCE_GVK_KEY,
                    new GroupVersionKind("mesocosm.io", "v1alpha1", "App"),
                    Constants.CONTROLLER_NAME,
                    "app");

    private final Telemetry telemetry = Telemetry.quiet();
    private final Metrics metrics = Reconcilers.metrics(telemetry);

    @AfterEach
    void stop() {
        telemetry.close();
    }

    /** A run of the controller of Apps that ends so. */
    private record Run(String name, boolean fails) implements ControllerExecution<String> {
        @Override
        public String controllerName() {
            return "app";
        }

        @Override
        public String successTypeName(String result) {
            return "resource";
        }

        @Override
        public ResourceID resourceID() {
            return new ResourceID("hello", "default");
        }

        @Override
        public Map<String, Object> metadata() {
            return OF_AN_APP;
        }

        @Override
        public String execute() {
            if (fails) {
                throw new IllegalStateException("no Marathon");
            }
            return "done";
        }
    }

    private void run(String name, boolean fails) {
        try {
            metrics.timeControllerExecution(new Run(name, fails));
        } catch (Exception e) {
            assertThat(e).hasMessageContaining("no Marathon");
        }
    }

    /** Controllers under the operator's names for them, which reach no Kubernetes. */
    private void register() {
        Config nowhere = new ConfigBuilder().withMasterUrl("http://127.0.0.1:1/").build();
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(nowhere).build()) {
            Operator operator =
                    new Operator(o -> o.withKubernetesClient(client).withMetrics(metrics));
            for (String name : new String[] {"app", "mesoscluster", "certificatesigningrequest"}) {
                operator.register(new Idle(), o -> o.withName(name));
            }
        }
    }

    @ControllerConfiguration
    private static final class Idle implements Reconciler<App> {
        @Override
        public UpdateControl<App> reconcile(App app, Context<App> context) {
            return UpdateControl.noUpdate();
        }
    }

    private void work() {
        register();
        HasMetadata app = new App();
        app.setMetadata(new ObjectMetaBuilder().withName("hello").withNamespace("default").build());
        metrics.receivedEvent(new Event(ResourceID.fromResource(app)), OF_AN_APP);
        metrics.reconcileCustomResource(app, null, OF_AN_APP);
        metrics.finishedReconciliation(app, OF_AN_APP);
        metrics.failedReconciliation(app, new IOException("no Marathon"), OF_AN_APP);
        metrics.cleanupDoneFor(ResourceID.fromResource(app), OF_AN_APP);
        for (String name : new String[] {"reconcile", "cleanup"}) {
            run(name, false);
            run(name, true);
        }
    }

    @Test
    void tellsAllOfItsTableAndNothingElse() {
        work();
        Set<String> told = new TreeSet<>();
        telemetry.meters().getMeters().stream()
                .map(Meter::getId)
                .map(Meter.Id::getName)
                .forEach(told::add);
        assertThat(MetricTable.builtIn().differences(told, "Operator")).isEmpty();
    }

    @Test
    void tellsAtItsHealthPortOfReconcilesByKindAndOfNoSingleResource() throws Exception {
        work();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free());
        try (Probes probes = Probes.start(address, () -> "", () -> "", telemetry::scrape);
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(probes).isNotNull();
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/metrics"
                                                            .formatted(address.getPort())))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/plain");
            assertThat(answer.body())
                    .contains("operator_sdk_controllers_execution_reconcile_seconds_count{")
                    .contains("operator_sdk_controllers_execution_reconcile_failure_total{")
                    .contains("controller=\"app\"")
                    .doesNotContain("hello");
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
