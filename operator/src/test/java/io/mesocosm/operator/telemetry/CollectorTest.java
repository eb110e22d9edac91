package io.mesocosm.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.master.MasterObjects;
import io.mesocosm.telemetry.Telemetry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What reaches a collector from a pod that was told of it. */
class CollectorTest {
    private final Map<String, String> received = new ConcurrentHashMap<>();
    private HttpServer collector;

    @BeforeEach
    void startCollector() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/",
                exchange -> {
                    String body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    String tenant = exchange.getRequestHeaders().getFirst("Tenant");
                    received.merge(
                            exchange.getRequestURI().getPath(), tenant + body, String::concat);
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.start();
    }

    @AfterEach
    void stopCollector() {
        collector.stop(0);
    }

    /** As the kubelet gives it to a process. */
    private static Map<String, String> environment(StatefulSet set) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar one :
                set.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv()) {
            String value = one.getValue();
            if (value == null) {
                value =
                        one.getValueFrom().getSecretKeyRef() != null
                                ? "Tenant=a%20b"
                                : "<" + one.getValueFrom().getFieldRef().getFieldPath() + ">";
            }
            for (Map.Entry<String, String> known : environment.entrySet()) {
                value = value.replace("$(" + known.getKey() + ")", known.getValue());
            }
            environment.put(one.getName(), value);
        }
        return environment;
    }

    private StatefulSet masters() {
        MesosCluster cluster =
                Serialization.unmarshal(
                        """
                        apiVersion: mesocosm.io/v1alpha1
                        kind: MesosCluster
                        metadata: {name: prod, namespace: mesos, uid: u}
                        spec:
                          telemetry:
                            otlp:
                              endpoint: http://127.0.0.1:%d
                              headersSecret: {name: a, key: b}
                              resourceAttributes: {env: "ü, $(POD_NAME) = 100%% + x"}
                        """
                                .formatted(collector.getAddress().getPort()),
                        MesosCluster.class);
        Blueprint blueprint =
                new Blueprint(cluster, new Defaults("c", "a", "e", "1.2.3", null, null));
        return MasterObjects.of(blueprint).stream()
                .map(object -> Collector.told(blueprint, object))
                .filter(StatefulSet.class::isInstance)
                .map(StatefulSet.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void metricsAndTracesSayWhoSendsThem() {
        try (Telemetry telemetry = Telemetry.start("other", "9.8.7", environment(masters()))) {
            telemetry.shows(() -> Map.of("master/tasks_running", 3.0));
            telemetry.traces().getTracer("t").spanBuilder("a-launch").startSpan().end();
        }
        assertThat(received).containsOnlyKeys("/v1/metrics", "/v1/traces");
        assertThat(received.values())
                .allSatisfy(
                        sent ->
                                assertThat(sent)
                                        .startsWith("a b")
                                        .contains("mesocosm-master", "9.8.7", "mesos.prod")
                                        .contains("ü, $(POD_NAME) = 100% + x")
                                        .contains("k8s.pod.name", "<metadata.name>")
                                        .contains("k8s.pod.uid", "<metadata.uid>")
                                        .contains("k8s.node.name", "<spec.nodeName>")
                                        .contains("mesos.<metadata.name>.master"));
    }
}
