package io.mesocosm.operator.telemetry;

import io.fabric8.kubernetes.api.model.ConfigMapProjectionBuilder;
import io.fabric8.kubernetes.api.model.Duration;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.SecretProjectionBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.mesocosm.crds.cluster.Credential;
import io.mesocosm.crds.cluster.Telemetry;
import io.mesocosm.crds.cluster.Telemetry.Otlp;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Component;
import io.mesocosm.operator.child.Labels;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells pods of the collector that they send metrics and traces to, by OpenTelemetry's variables.
 * Where a cluster names none they are told nothing, and send nothing.
 */
public final class Collector {
    private static final String FILES = "/etc/mesocosm/otlp";
    private static final String VOLUME = "otlp";
    private static final String EXPORTER = "OTEL_EXPORTER_OTLP_";

    /** Those that send: etcd is not ours. */
    private static final Set<String> TELLING =
            Set.of(Component.MASTER.label(), Component.MARATHON.label(), Component.AGENT.label());

    private Collector() {}

    /** The object, with the collector told to its pods where it has such as tell of themselves. */
    public static HasMetadata told(Blueprint blueprint, HasMetadata object) {
        Otlp otlp = blueprint.otlp().orElse(null);
        String component = object.getMetadata().getLabels().getOrDefault(Labels.COMPONENT, "");
        if (otlp == null || !TELLING.contains(component)) {
            return object;
        }
        return switch (object) {
            case StatefulSet set -> {
                PodSpec pod = set.getSpec().getTemplate().getSpec();
                yield new StatefulSetBuilder(set)
                        .editSpec()
                        .editTemplate()
                        .withSpec(told(blueprint, otlp, component, pod))
                        .endTemplate()
                        .endSpec()
                        .build();
            }
            case DaemonSet set -> {
                PodSpec pod = set.getSpec().getTemplate().getSpec();
                yield new DaemonSetBuilder(set)
                        .editSpec()
                        .editTemplate()
                        .withSpec(told(blueprint, otlp, component, pod))
                        .endTemplate()
                        .endSpec()
                        .build();
            }
            default -> object;
        };
    }

    private static PodSpec told(Blueprint blueprint, Otlp otlp, String component, PodSpec pod) {
        List<VolumeProjection> files = files(otlp);
        PodSpecBuilder told =
                new PodSpecBuilder(pod)
                        .editFirstContainer()
                        .addAllToEnv(variables(blueprint, otlp, component))
                        .endContainer();
        if (files.isEmpty()) {
            return told.build();
        }
        return told.editFirstContainer()
                .addToVolumeMounts(
                        new VolumeMountBuilder()
                                .withName(VOLUME)
                                .withMountPath(FILES)
                                .withReadOnly(true)
                                .build())
                .endContainer()
                .addToVolumes(
                        new VolumeBuilder()
                                .withName(VOLUME)
                                .withNewProjected()
                                .withDefaultMode(0440)
                                .withSources(files)
                                .endProjected()
                                .build())
                .build();
    }

    // ------------------------------------------------------------------ variables

    private static List<EnvVar> variables(Blueprint blueprint, Otlp otlp, String component) {
        List<EnvVar> variables = new ArrayList<>();
        variables.add(variable(EXPORTER + "ENDPOINT", otlp.endpoint()));
        Credential.SecretKey headers = otlp.headersSecret();
        if (headers != null) {
            variables.add(
                    new EnvVarBuilder()
                            .withName(EXPORTER + "HEADERS")
                            .withNewValueFrom()
                            .withNewSecretKeyRef(headers.key(), headers.name(), null)
                            .endValueFrom()
                            .build());
        }
        if (otlp.ca() != null) {
            variables.add(variable(EXPORTER + "CERTIFICATE", FILES + "/ca.crt"));
        }
        if (otlp.clientCertificateSecret() != null) {
            variables.add(variable(EXPORTER + "CLIENT_CERTIFICATE", FILES + "/tls.crt"));
            variables.add(variable(EXPORTER + "CLIENT_KEY", FILES + "/tls.key"));
        }
        String interval = otlp.metricsInterval();
        if (interval != null) {
            variables.add(variable("OTEL_METRIC_EXPORT_INTERVAL", millis(interval)));
        }
        Double sampling = otlp.traceSampling();
        if (sampling != null) {
            variables.add(variable("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"));
            variables.add(
                    variable(
                            "OTEL_TRACES_SAMPLER_ARG",
                            BigDecimal.valueOf(sampling).stripTrailingZeros().toPlainString()));
        }
        variables.add(variable("OTEL_SERVICE_NAME", "mesocosm-" + component));
        // What a variable refers to must stand before it.
        variables.add(
                new EnvVarBuilder()
                        .withName("POD_UID")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.uid")
                        .endValueFrom()
                        .build());
        variables.add(
                variable(
                        "OTEL_RESOURCE_ATTRIBUTES",
                        attributes(blueprint, component, otlp.resourceAttributes())));
        return variables;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static String millis(String interval) {
        try {
            return String.valueOf(Duration.parse(interval).getDuration().toMillis());
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "spec.telemetry.otlp.metricsInterval: '%s' is no duration, as in 30s"
                            .formatted(interval),
                    e);
        }
    }

    /** Who a pod is, in the words of OpenTelemetry's conventions. */
    private static String attributes(
            Blueprint blueprint, String component, @Nullable Map<String, String> given) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("service.namespace", blueprint.namespace() + "." + blueprint.name());
        if (given != null) {
            given.forEach((name, value) -> attributes.put(name, encoded(value)));
        }
        attributes.put("k8s.namespace.name", blueprint.namespace());
        attributes.put("k8s.pod.name", "$(POD_NAME)");
        attributes.put("k8s.pod.uid", "$(POD_UID)");
        attributes.put("k8s.node.name", "$(NODE_NAME)");
        attributes.put("k8s.container.name", component);
        attributes.put(
                "service.instance.id",
                "%s.$(POD_NAME).%s".formatted(blueprint.namespace(), component));
        return attributes.entrySet().stream()
                .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                .collect(Collectors.joining(","));
    }

    /** As a list of attributes has it, and so that Kubernetes puts nothing in its place. */
    private static String encoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (one & 0xff);
            boolean plain =
                    character < 128
                            && (Character.isLetterOrDigit(character)
                                    || "-._~/:".indexOf(character) >= 0);
            encoded.append(plain ? String.valueOf(character) : "%%%02X".formatted((int) character));
        }
        return encoded.toString();
    }

    // ------------------------------------------------------------------ files

    private static List<VolumeProjection> files(Otlp otlp) {
        List<VolumeProjection> files = new ArrayList<>();
        Telemetry.Authority ca = otlp.ca();
        if (ca != null && ca.secret() != null) {
            files.add(
                    new VolumeProjectionBuilder()
                            .withSecret(
                                    new SecretProjectionBuilder()
                                            .withName(ca.secret().name())
                                            .addNewItem(ca.secret().key(), null, "ca.crt")
                                            .build())
                            .build());
        } else if (ca != null && ca.configMap() != null) {
            files.add(
                    new VolumeProjectionBuilder()
                            .withConfigMap(
                                    new ConfigMapProjectionBuilder()
                                            .withName(ca.configMap().name())
                                            .addNewItem(ca.configMap().key(), null, "ca.crt")
                                            .build())
                            .build());
        }
        if (otlp.clientCertificateSecret() != null) {
            files.add(
                    new VolumeProjectionBuilder()
                            .withSecret(
                                    new SecretProjectionBuilder()
                                            .withName(otlp.clientCertificateSecret())
                                            .addNewItem("tls.crt", null, "tls.crt")
                                            .addNewItem("tls.key", null, "tls.key")
                                            .build())
                            .build());
        }
        return files;
    }
}
