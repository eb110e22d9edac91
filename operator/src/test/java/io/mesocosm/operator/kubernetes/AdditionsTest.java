package io.mesocosm.operator.kubernetes;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.crds.condition.Condition;
import io.mesocosm.operator.child.Applied;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.cluster.Additions;
import io.mesocosm.operator.condition.Conditions;
import io.mesocosm.operator.event.EventRecorder;
import io.mesocosm.operator.telemetry.MonitorObjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Objects of an API that a real API server has only later, made with the rights that the chart
 * gives.
 */
@Tag("e2e")
class AdditionsTest {
    private static final Path CRD =
            Path.of("../charts/mesocosm/files/crds/mesosclusters.mesocosm.io.yaml");
    private static final String MONITORING = "monitoring.coreos.com";

    @TempDir private Path folder;

    private final Applied applied = new Applied();
    private ApiServer server;
    private Accounts accounts;
    private KubernetesClient client;
    private @Nullable List<Condition> before;
    private @Nullable Condition said;

    @BeforeEach
    void start() throws Exception {
        Path helm = ApiServer.needed("helm");
        server = ApiServer.start(folder);
        accounts = new Accounts(server.client());
        accounts.make(
                "{apiVersion: v1, kind: Namespace, metadata: {name: mesos}}\n---\n"
                        + Files.readString(CRD));
        accounts.install(helm, folder, "mesos");
        client = server.settled(accounts.token("mesos", "mesocosm", null));
    }

    @AfterEach
    void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private MesosCluster cluster(String telemetry) {
        accounts.make(
                """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: main, namespace: mesos}
                spec:
                  agents: [{name: a, resources: {cpus: 1, mem: 64, disk: 64}}]
                  telemetry: %s
                """
                        .formatted(telemetry));
        return server.client()
                .resources(MesosCluster.class)
                .inNamespace("mesos")
                .withName("main")
                .require();
    }

    /** One look of the operator's; the answer is when it looks again. */
    private Optional<Duration> step(MesosCluster cluster) {
        Conditions conditions = new Conditions(before, 1L, Clock.systemUTC().instant());
        Blueprint blueprint = new Blueprint(cluster, AgentIdentityTest.DEFAULTS);
        Optional<Duration> again =
                new Additions(
                                client,
                                applied,
                                conditions,
                                new EventRecorder(client, Clock.systemUTC(), "test"))
                        .step(blueprint, MonitorObjects.monitors(blueprint));
        said = conditions.get(MonitorObjects.MONITORED).orElse(null);
        before = conditions.list();
        return again;
    }

    private void define(String kind) {
        String singular = kind.toLowerCase(Locale.ROOT);
        accounts.make(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %2$ss.%3$s}
                spec:
                  group: %3$s
                  scope: Namespaced
                  names: {kind: %1$s, plural: %2$ss, singular: %2$s}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
                """
                        .formatted(kind, singular, MONITORING));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.supports(MONITORING + "/v1", kind));
    }

    private @Nullable GenericKubernetesResource found(String kind, String name) {
        return server.client()
                .genericKubernetesResources(MONITORING + "/v1", kind)
                .inNamespace("mesos")
                .withName(name)
                .get();
    }

    @Test
    void areMadeOnceTheirApiIsThereAndGoWhenTheyAreNoLongerWanted() {
        MesosCluster monitored = cluster("{serviceMonitor: {labels: {release: prometheus}}}");

        assertThat(step(monitored)).hasValue(Duration.ofMinutes(1));
        assertThat(said).extracting("status").isEqualTo(Condition.Status.False);
        assertThat(said).extracting("reason").isEqualTo("ApiMissing");
        assertThat(said)
                .extracting("message")
                .asString()
                .contains("no PodMonitor of monitoring.coreos.com/v1 and no ServiceMonitor")
                .contains("install the Prometheus operator");
        assertThat(server.client().events().v1().events().inNamespace("mesos").list().getItems())
                .extracting("reason")
                .containsExactly("ApiMissing");

        define("ServiceMonitor");
        step(monitored);
        assertThat(said).extracting("reason").isEqualTo("ApiMissing");
        assertThat(found("ServiceMonitor", "main")).isNotNull();

        define("PodMonitor");
        step(monitored);
        assertThat(said).extracting("status").isEqualTo(Condition.Status.True);
        GenericKubernetesResource made = requireNonNull(found("ServiceMonitor", "main"));
        assertThat(made.getMetadata().getLabels()).containsEntry("release", "prometheus");
        assertThat(made.getMetadata().getOwnerReferences()).hasSize(1);
        assertThat(found("PodMonitor", "main-agents")).isNotNull();

        step(monitored);
        assertThat(found("ServiceMonitor", "main")).isEqualTo(made);

        assertThat(step(cluster("{serviceMonitor: {enabled: false}}"))).isEmpty();
        assertThat(said).isNull();
        assertThat(found("ServiceMonitor", "main")).isNull();
        assertThat(found("PodMonitor", "main-agents")).isNull();
    }

    @Test
    void doNotTakeWhatSomebodyElseMade() {
        define("ServiceMonitor");
        define("PodMonitor");
        accounts.make(
                """
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: main, namespace: mesos}
                spec: {selector: {}}
                """);

        step(cluster("{serviceMonitor: {enabled: true}}"));

        assertThat(said).extracting("reason").isEqualTo("NameTaken");
        step(cluster("{serviceMonitor: {enabled: false}}"));
        assertThat(found("ServiceMonitor", "main")).isNotNull();
    }
}
