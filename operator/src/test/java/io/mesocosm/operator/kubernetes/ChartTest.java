package io.mesocosm.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What helm makes of the chart's values, and what it refuses. */
@Tag("e2e")
class ChartTest {
    private static final Path CHART = Path.of("../charts/mesocosm");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @TempDir private Path folder;

    /** What helm prints, and whether it was content. */
    private record Answer(boolean good, String text) {}

    private Answer helm(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(ApiServer.needed("helm").toString());
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        boolean good = process.waitFor() == 0;
        return new Answer(good, Files.readString(out, StandardCharsets.UTF_8));
    }

    private Answer render(String values, String... more) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        return helm(
                Stream.concat(
                                Stream.of(
                                        "template",
                                        "mesocosm",
                                        CHART.toString(),
                                        "--namespace=system",
                                        "--values=" + file),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<HasMetadata> objects(String values, String... more)
            throws IOException, InterruptedException {
        Answer answer = render(values, more);
        assertThat(answer.good()).as(answer.text()).isTrue();
        return Stream.of(answer.text().split("(?m)^---$"))
                .filter(document -> document.contains("kind: "))
                .filter(document -> !document.contains("kind: CustomResourceDefinition"))
                .map(YAML::<HasMetadata>unmarshal)
                .toList();
    }

    private PodSpec operator(String values) throws IOException, InterruptedException {
        return objects(values).stream()
                .filter(Deployment.class::isInstance)
                .map(deployment -> ((Deployment) deployment).getSpec().getTemplate().getSpec())
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> variables(PodSpec pod) {
        Container container = pod.getContainers().getFirst();
        return container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    @Test
    void helmFindsNothingWrongWithIt() throws Exception {
        Answer answer = helm("lint", "--strict", CHART.toString());
        assertThat(answer.good()).as(answer.text()).isTrue();
    }

    @Test
    void theOperatorTellsNobodyOfItselfUnlessItIsSaid() throws Exception {
        PodSpec pod = operator("");
        assertThat(pod.getContainers().getFirst().getEnv()).isEmpty();
        assertThat(pod.getVolumes()).extracting("name").containsExactly("tmp");
    }

    @Test
    void theOperatorTellsTheCollectorThatTheValuesName() throws Exception {
        PodSpec pod =
                operator(
                        """
                        operator: {jvmOptions: [-Xmx1g], extraEnv: [{name: OTEL_LOG_LEVEL, value: x}]}
                        telemetry:
                          otlp:
                            endpoint: https://collector:4318
                            headersSecret: {name: token}
                            ca: {configMap: collector-ca, key: bundle.pem}
                            clientCertificateSecret: client
                            metricsInterval: 2m
                            traceSampling: 0
                            resourceAttributes: {a.b: "x, $(POD_UID) 1%+"}
                        """);
        assertThat(variables(pod))
                .containsEntry("_JAVA_OPTIONS", "-Xmx1g")
                .containsEntry("OTEL_LOG_LEVEL", "x")
                .containsEntry("OTEL_EXPORTER_OTLP_ENDPOINT", "https://collector:4318")
                .containsEntry("OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/mesocosm/otlp/ca.crt")
                .containsEntry(
                        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/etc/mesocosm/otlp/tls.crt")
                .containsEntry("OTEL_EXPORTER_OTLP_CLIENT_KEY", "/etc/mesocosm/otlp/tls.key")
                .containsEntry("OTEL_METRIC_EXPORT_INTERVAL", "120000")
                .containsEntry("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
                .containsEntry("OTEL_TRACES_SAMPLER_ARG", "0")
                .containsEntry("OTEL_SERVICE_NAME", "mesocosm-operator")
                .containsEntry(
                        "OTEL_RESOURCE_ATTRIBUTES",
                        "a.b=x%2C%20%24%28POD_UID%29%201%25%2B,k8s.container.name=operator,"
                                + "k8s.namespace.name=system,k8s.node.name=$(NODE_NAME),"
                                + "k8s.pod.name=$(POD_NAME),k8s.pod.uid=$(POD_UID),"
                                + "service.instance.id=system.$(POD_NAME).operator,"
                                + "service.namespace=system");
        assertThat(YAML.asYaml(pod))
                .contains("name: \"token\"", "key: \"headers\"", "name: \"client\"")
                .contains("key: \"bundle.pem\"", "mountPath: \"/etc/mesocosm/otlp\"");
    }

    @Test
    void aPrometheusFindsTheOperatorWhereItsApiIsThere() throws Exception {
        String values =
                "{telemetry: {serviceMonitor: {enabled: true, labels: {release: p}, interval: 30s}}}";

        assertThat(kinds(objects(values))).contains("Service").doesNotContain("ServiceMonitor");

        List<HasMetadata> objects =
                objects(values, "--api-versions=monitoring.coreos.com/v1/ServiceMonitor");
        assertThat(kinds(objects)).contains("Service", "ServiceMonitor");
        assertThat(objects)
                .filteredOn(o -> o.getKind().equals("ServiceMonitor"))
                .allSatisfy(
                        monitor -> {
                            assertThat(monitor.getMetadata().getLabels())
                                    .containsEntry("release", "p")
                                    .containsEntry("app.kubernetes.io/component", "operator");
                            assertThat(YAML.asYaml(monitor))
                                    .contains("port: \"metrics\"", "interval: \"30s\"");
                        });
        assertThat(kinds(objects(""))).doesNotContain("Service");
    }

    @Test
    void grafanaFindsTheDashboardsWhereTheValuesSay() throws Exception {
        List<HasMetadata> found =
                objects(
                                "{telemetry: {dashboards: {enabled: true, namespace: grafana, labelValue: yes-please, folder: Mesos}}}")
                        .stream()
                        .filter(ConfigMap.class::isInstance)
                        .toList();
        assertThat(found)
                .extracting(map -> map.getMetadata().getName())
                .containsExactlyInAnyOrder(
                        "mesocosm-agents-dashboard",
                        "mesocosm-cluster-dashboard",
                        "mesocosm-marathon-dashboard",
                        "mesocosm-operator-dashboard");
        for (HasMetadata map : found) {
            assertThat(map.getMetadata().getNamespace()).isEqualTo("grafana");
            assertThat(map.getMetadata().getLabels())
                    .containsEntry("grafana_dashboard", "yes-please");
            assertThat(map.getMetadata().getAnnotations()).containsEntry("grafana_folder", "Mesos");
            ((ConfigMap) map)
                    .getData()
                    .forEach(
                            (file, content) ->
                                    assertThat(CHART.resolve("dashboards").resolve(file))
                                            .hasContent(content));
        }
        assertThat(kinds(objects(""))).doesNotContain("ConfigMap");
    }

    @Test
    void aPrometheusIsGivenAlertsWhereItsApiIsThere() throws Exception {
        String values =
                "{telemetry: {alerts: {enabled: true, labels: {release: p}, certificateSeconds: 1234567,"
                        + " runbooks: 'https://wiki.example.org/alerts'}}}";

        assertThat(kinds(objects(values))).doesNotContain("PrometheusRule");

        assertThat(objects(values, "--api-versions=monitoring.coreos.com/v1/PrometheusRule"))
                .filteredOn(object -> object.getKind().equals("PrometheusRule"))
                .hasSize(1)
                .allSatisfy(
                        rule -> {
                            assertThat(rule.getMetadata().getLabels())
                                    .containsEntry("release", "p");
                            assertThat(YAML.asYaml(rule))
                                    .contains("alert: \"MesosNoLeader\"", "severity: \"critical\"")
                                    .contains("https://wiki.example.org/alerts#mesosnoleader")
                                    .contains("< 1234567", "{{ $labels.instance }}")
                                    .doesNotContain("CERTIFICATE_SECONDS");
                        });
        assertThat(kinds(objects("", "--api-versions=monitoring.coreos.com/v1/PrometheusRule")))
                .doesNotContain("PrometheusRule");
    }

    private static List<String> kinds(List<HasMetadata> objects) {
        return objects.stream().map(HasMetadata::getKind).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {telemetry: {otlp: {endpoint: 'collector:4317'}}}               | telemetry/otlp/endpoint
                    {telemetry: {otlp: {endpoint: 'http://c', protocol: grpc}}}     | additional properties 'protocol' not allowed
                    {telemetry: {otlp: {endpoint: 'http://c', ca: {secret: a}}}}    | begins with https://
                    {telemetry: {otlp: {endpoint: 'https://c', ca: {secret: a, configMap: b}}}} | give the one that has the certificates
                    {telemetry: {otlp: {headersSecret: {name: a}}}}                 | give telemetry.otlp.endpoint
                    {telemetry: {otlp: {traceSampling: 2}}}                         | traceSampling
                    {telemetry: {serviceMonitor: {interval: often}}}                | interval
                    {telemetry: {otlp: {metricsInterval: 1.5s}}}                    | metricsInterval
                    {telemetry: {alerts: {runbooks: 'wiki/alerts'}}}                | runbooks
                    {telemetry: {alerts: {certificateSeconds: 0}}}                  | certificateSeconds
                    {telemetry: {dashboards: {labels: {a: b}}}}                     | additional properties 'labels' not allowed
                    {serviceAccount: {create: false}}                               | serviceAccount.name
                    {operator: {extraArgs: ['--namespaces=a']}}                     | use watchNamespaces
                    {images: {agent: {tag: a, digest: 'sha256:1111111111111111111111111111111111111111111111111111111111111111'}}} | give one of them
                    """)
    void refusesWrongValues(String values, String remedy) throws Exception {
        Answer answer = render(values);
        assertThat(answer.good()).as(answer.text()).isFalse();
        assertThat(answer.text()).contains(remedy);
    }
}
