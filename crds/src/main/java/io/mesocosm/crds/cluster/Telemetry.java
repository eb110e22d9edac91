package io.mesocosm.crds.cluster;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.mesocosm.crds.cluster.Credential.SecretKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whom a cluster's masters, Marathons and agents tell of themselves. */
public record Telemetry(
        @JsonPropertyDescription(
                        "A collector of OpenTelemetry's that metrics and traces are sent to. Without it nothing is sent.")
                @Nullable Otlp otlp,
        @JsonPropertyDescription(
                        "Has a Prometheus find the metrics, by a ServiceMonitor <cluster> and a PodMonitor <cluster>-agents, where the Prometheus operator is installed; the condition Monitored tells of it.")
                @Nullable ServiceMonitor serviceMonitor) {

    /** How a Prometheus finds the metrics. */
    public record ServiceMonitor(
            @Default("true") @JsonPropertyDescription("Whether there are such.")
                    @Nullable Boolean enabled,
            @Size(max = 64) @JsonPropertyDescription(
                            "More labels of them, by which a Prometheus chooses what it heeds, as in release: prometheus.")
                    @Nullable Map<String, String> labels,
            @Size(max = 32) @Pattern("^([0-9]+(ms|s|m|h))+$") @JsonPropertyDescription(
                            "How often metrics are fetched, as in 30s; by default as the Prometheus says.")
                    @Nullable String interval) {}

    /** A collector, and what it is told beside metrics and traces. */
    @ValidationRule(
            value =
                    "(!has(self.ca) && !has(self.clientCertificateSecret)) || self.endpoint.startsWith('https://')",
            message =
                    "ca and clientCertificateSecret are for a collector that is reached by TLS: give an endpoint that begins with https://, or leave them out",
            fieldPath = ".endpoint")
    public record Otlp(
            @Required
                    @Size(max = 1024) @ValidationRule(
                            value = "self.matches('^https?://[^/ ?#]+[^ ?#]*$')",
                            message =
                                    "an endpoint is the URL of a collector that takes OTLP over HTTP (http/protobuf), to which /v1/metrics and /v1/traces are added, as in http://collector.observability.svc:4318")
                    @JsonPropertyDescription(
                            "Its URL for OTLP over HTTP, to which /v1/metrics and /v1/traces are added, as in http://collector.observability.svc:4318.")
                    String endpoint,
            @JsonPropertyDescription(
                            "Headers of each request, in a Secret of the cluster's namespace: a text as in Authorization=Bearer%20abc,Tenant=mesos. Read by a pod when it starts.")
                    @Nullable SecretKey headersSecret,
            @JsonPropertyDescription(
                            "Whom it must be certified by, in PEM; by default one of the authorities that Java trusts. Read by a pod when it starts.")
                    @Nullable Authority ca,
            @Size(min = 1, max = 253) @JsonPropertyDescription(
                            "Secret of type kubernetes.io/tls in the cluster's namespace, by which pods prove to it who they are; its key is in PKCS#8. Read by a pod when it starts.")
                    @Nullable String clientCertificateSecret,
            @Size(max = 32) @ValidationRule(
                            value = "duration(self) >= duration('1s')",
                            message = "an interval is 1s or longer, as in 30s")
                    @JsonPropertyDescription("How often metrics are sent, by default every 60s.")
                    @Nullable String metricsInterval,
            @Min(0) @Max(1) @JsonPropertyDescription(
                            "Which part of the traces that begin here is sent, from 0 for none to 1, the default, for all. Who calls with a trace of his own has decided it.")
                    @Nullable Double traceSampling,
            @Size(max = 64) @ValidationRule(
                            value = "self.all(k, k.matches('^[A-Za-z0-9._/-]+$'))",
                            message =
                                    "an attribute's name has letters, digits and ._/-, as in deployment.environment.name")
                    @ValidationRule(
                            value =
                                    "!self.exists(k, k in ['service.name', 'service.version', 'service.instance.id', 'k8s.namespace.name', 'k8s.pod.name', 'k8s.pod.uid', 'k8s.node.name', 'k8s.container.name'])",
                            message =
                                    "the operator sets service.name, service.instance.id, k8s.namespace.name, k8s.pod.name, k8s.pod.uid, k8s.node.name and k8s.container.name itself, and a component its service.version: leave them out")
                    @JsonPropertyDescription(
                            "More attributes of all that is sent, as in deployment.environment.name: production. service.namespace is <namespace>.<cluster> by default.")
                    @Nullable Map<String, String> resourceAttributes) {}

    /** Certificates in PEM, under a key of a Secret or of a ConfigMap. */
    @ValidationRule(
            value = "has(self.secret) != has(self.configMap)",
            message = "give secret or configMap, whichever has the certificates: one of the two")
    public record Authority(
            @JsonPropertyDescription("A key of a Secret of the cluster's namespace.")
                    @Nullable SecretKey secret,
            @JsonPropertyDescription("A key of a ConfigMap of the cluster's namespace.")
                    @Nullable ConfigMapKey configMap) {}

    /** A key of a ConfigMap. */
    public record ConfigMapKey(
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the ConfigMap.")
                    String name,
            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Key in it.")
                    String key) {}
}
