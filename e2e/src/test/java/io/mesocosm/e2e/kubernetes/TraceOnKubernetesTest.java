package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.e2e.trace.Collector;
import io.mesocosm.e2e.trace.TracedSpan;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One trace from `kubectl apply` of an App, as the operator sees it, to its task on a node. */
@Tag("kubernetes")
final class TraceOnKubernetesTest {
    @RegisterExtension
    @Order(1)
    static final Kubernetes KUBERNETES = Kubernetes.withNodes(1);

    @RegisterExtension
    @Order(2)
    static final Installation MESOCOSM = Installation.on(KUBERNETES);

    private static final String APP =
            """
            apiVersion: mesocosm.io/v1alpha1
            kind: App
            metadata: {name: traced}
            spec: {cmd: exec sleep 8871, cpus: 0.01, mem: 16}
            """;

    private static String clusterTelling(String endpoint) {
        return """
                apiVersion: mesocosm.io/v1alpha1
                kind: MesosCluster
                metadata: {name: mesos}
                spec:
                  telemetry: {otlp: {endpoint: "%s"}}
                  agents:
                  - {name: default, resources: {cpus: 0.5, mem: 256, disk: 512}}
                """
                .formatted(endpoint);
    }

    @Test
    void leadsThroughOperatorMarathonMasterAndAgent() throws Exception {
        InetAddress here = InetAddress.ofLiteral(KUBERNETES.cluster().machine());
        try (Collector collector = Collector.at(here)) {
            MESOCOSM.upgrade("--set=telemetry.otlp.endpoint=" + collector.url());
            MESOCOSM.make("mesoscluster/mesos", clusterTelling(collector.url()));
            MESOCOSM.make("app/traced", APP);

            // A reconcile that Marathon had no answer for begins a trace of its own.
            TracedSpan deployed = await(collector, "marathon.deployment", "operator.reconcile");
            TracedSpan reconciled = parent(collector, deployed, "operator.reconcile");
            assertThat(reconciled.attribute("mesocosm.app.name")).isEqualTo("traced");
            TracedSpan accepted = await(collector, "marathon.launch", "marathon.deployment");
            TracedSpan launched = await(collector, "master.launch", "marathon.launch");
            TracedSpan run = await(collector, "agent.launch", "master.launch");
            TracedSpan container = await(collector, "agent.container", "agent.launch");
            assertThat(List.of(reconciled, accepted, launched, container))
                    .extracting(TracedSpan::service)
                    .containsExactly(
                            "mesocosm-operator",
                            "mesocosm-marathon",
                            "mesocosm-master",
                            "mesocosm-agent");
            assertThat(List.of(deployed, accepted, launched, run, container))
                    .extracting(TracedSpan::traceId)
                    .containsOnly(reconciled.traceId());
            assertThat(run.attribute("mesos.task.id")).startsWith("mesocosm_traced.");
        }
    }

    /** The span of a name that lies under one of another name. */
    private static TracedSpan await(Collector collector, String name, String under) {
        Kubernetes.await(name).until(() -> find(collector, name, under).isPresent());
        return find(collector, name, under).orElseThrow();
    }

    private static Optional<TracedSpan> find(Collector collector, String name, String under) {
        Set<String> parents =
                collector.named(under).stream().map(TracedSpan::id).collect(Collectors.toSet());
        return collector.named(name).stream()
                .filter(span -> parents.contains(span.parentId()))
                .findFirst();
    }

    private static TracedSpan parent(Collector collector, TracedSpan span, String name) {
        return collector.of(span.traceId()).stream()
                .filter(other -> other.name().equals(name))
                .filter(other -> other.id().equals(span.parentId()))
                .findFirst()
                .orElseThrow();
    }
}
