package io.mesocosm.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The YAML that the chart installs is that of the annotated classes. */
class CrdYamlTest {

    private static final Path CHART = Path.of("../charts/mesocosm/files/crds");

    private static final Set<String> KUBERNETES =
            Set.of(
                    ".spec.masters.resources",
                    ".spec.masters.tolerations",
                    ".spec.etcd.managed.resources",
                    ".spec.etcd.managed.tolerations",
                    ".spec.marathon.resources",
                    ".spec.marathon.tolerations",
                    ".spec.agents.overhead",
                    ".spec.agents.tolerations");

    @Test
    void chartHasTheYamlOfTheClasses() throws IOException {
        Map<String, String> files = CrdYaml.files();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path committed = CHART.resolve(file.getKey());
            assertThat(Files.exists(committed) ? Files.readString(committed) : "")
                    .as(
                            "%s differs from the classes in crds/: run %s to regenerate",
                            committed, CrdYaml.REGENERATE)
                    .isEqualTo(file.getValue());
        }
        try (var committed = Files.list(CHART)) {
            assertThat(committed.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
        }
    }

    @Test
    void everyFieldIsDescribed() {
        for (String yaml : CrdYaml.files().values()) {
            assertThat(undescribed(yaml)).isEmpty();
        }
    }

    /** Names of our own fields without a description; those of Kubernetes' types have none. */
    private static List<String> undescribed(String yaml) {
        var crd = new KubernetesSerialization().unmarshal(yaml, CustomResourceDefinition.class);
        List<String> names = new ArrayList<>();
        var root = crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        walk("", root, names);
        names.removeAll(List.of(".spec", ".status"));
        return names;
    }

    private static void walk(String path, JSONSchemaProps schema, List<String> names) {
        var items = schema.getItems() == null ? schema : schema.getItems().getSchema();
        items.getProperties()
                .forEach(
                        (name, property) -> {
                            if (property.getDescription() == null) {
                                names.add(path + "." + name);
                            }
                            if (!KUBERNETES.contains(path + "." + name)) {
                                walk(path + "." + name, property, names);
                            }
                        });
    }
}
