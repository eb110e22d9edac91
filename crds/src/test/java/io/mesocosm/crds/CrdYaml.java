package io.mesocosm.crds;

import static java.util.Objects.requireNonNull;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.mesocosm.crds.app.App;
import io.mesocosm.crds.cluster.MesosCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the YAML of the custom resource definitions from the annotated classes. */
public final class CrdYaml {

    static final String REGENERATE = "./mesocosm mvn -q test-compile exec:exec@crds -pl crds";

    private static final String HEADER =
            "# Generated from the classes in crds/ by: " + REGENERATE + "\n";

    private static final List<String> APP_COLUMNS =
            List.of("Instances", "Running", "Healthy", "Deployment", "Ready", "Reason", "Age");
    private static final List<String> CLUSTER_COLUMNS =
            List.of(
                    "Masters",
                    "Leader",
                    "Agents",
                    "Marathons",
                    "Apps",
                    "Version",
                    "Ready",
                    "Etcd",
                    "Secured",
                    "Reason",
                    "Age");

    private CrdYaml() {}

    /**
     * Writes a file for each resource into a folder.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        for (Map.Entry<String, String> file : files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** File names and contents. */
    static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        Map<String, CustomResourceDefinition> found = new ConcurrentHashMap<>();
        new CRDGenerator()
                .customResourceClasses(List.of(MesosCluster.class, App.class))
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withOutput(new Discard())
                .withPostProcessor(
                        new CRDPostProcessor() {
                            @Override
                            public HasMetadata process(HasMetadata crd, String version) {
                                found.put(
                                        crd.getMetadata().getName(),
                                        finish((CustomResourceDefinition) crd));
                                return crd;
                            }
                        })
                .generate();
        KubernetesSerialization yaml = new KubernetesSerialization();
        found.forEach((name, crd) -> files.put(name + ".yaml", HEADER + yaml.asYaml(crd)));
        return files;
    }

    /** What the annotations have no words for. */
    private static CustomResourceDefinition finish(CustomResourceDefinition crd) {
        boolean app = crd.getSpec().getNames().getKind().equals("App");
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            once(root);
            keyed(at(root, "status", "conditions"), "type");
            if (app) {
                finishApp(root);
            } else {
                finishCluster(root);
            }
            List<String> order = app ? APP_COLUMNS : CLUSTER_COLUMNS;
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> order.indexOf(column.getName())));
        }
        return crd;
    }

    private static void finishApp(JSONSchemaProps root) {
        open(at(root, "spec", "unreachableStrategy"));
        open(at(root, "spec", "resourceLimits", "cpus"));
        open(at(root, "spec", "resourceLimits", "mem"));
        JSONSchemaPropsOrBool values = new JSONSchemaPropsOrBool();
        values.setSchema(open(new JSONSchemaProps()));
        at(root, "spec", "env").setAdditionalProperties(values);
    }

    private static void finishCluster(JSONSchemaProps root) {
        keyed(at(root, "spec", "agents"), "name");
        keyed(at(root, "status", "pools"), "name");
        keyed(at(root, "spec", "credentials"), "principal");
        keyed(at(root, "spec", "roles"), "name");
        keyed(at(root, "status", "roles"), "name");
        keyed(at(root, "status", "nodes"), "name");
        open(at(root, "spec", "acls")).setType("object");
        // What the operator wrote is right: rules on it would only cost.
        unruled(at(root, "status", "roles"));
        at(root, "spec", "tls", "names").getItems().getSchema().setMaxLength(253L);
        // A name of DNS, a colon and a port: the rule on it must have a bound.
        for (String api : List.of("master", "marathon")) {
            at(root, "spec", "exposure", api, "gateway", "hostnames")
                    .getItems()
                    .getSchema()
                    .setMaxLength(253L);
        }
        at(root, "spec", "telemetry", "otlp", "resourceAttributes")
                .getAdditionalProperties()
                .getSchema()
                .setMaxLength(1024L);
        at(root, "spec", "etcd", "external", "endpoints").getItems().getSchema().setMaxLength(259L);
    }

    /** A rule on a record's component is found on its field and on its accessor. */
    private static void once(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(
                    List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        schema.getProperties().values().forEach(CrdYaml::once);
        if (schema.getItems() != null) {
            once(schema.getItems().getSchema());
        }
    }

    private static JSONSchemaProps at(JSONSchemaProps root, String... path) {
        JSONSchemaProps here = root;
        for (String name : path) {
            here = requireNonNull(here.getProperties().get(name), name);
        }
        return here;
    }

    private static void unruled(JSONSchemaProps schema) {
        schema.setXKubernetesValidations(null);
        schema.getProperties().values().forEach(CrdYaml::unruled);
        if (schema.getItems() != null) {
            unruled(schema.getItems().getSchema());
        }
    }

    /** A list that server-side apply merges by a field of its elements. */
    private static void keyed(JSONSchemaProps list, String key) {
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
    }

    /** A value of more than one type; the schema language has no word for text or object. */
    private static JSONSchemaProps open(JSONSchemaProps schema) {
        schema.setType(null);
        schema.setXKubernetesPreserveUnknownFields(true);
        return schema;
    }

    /** Takes what is generated and keeps nothing. */
    private static final class Discard
            implements CRDGenerator.CRDOutput<java.io.ByteArrayOutputStream> {
        @Override
        public java.io.ByteArrayOutputStream outputFor(String name) {
            return new java.io.ByteArrayOutputStream();
        }

        @Override
        public java.net.URI crdURI(String name) {
            return java.net.URI.create("file:///" + name);
        }

        @Override
        public void close() {}
    }
}
