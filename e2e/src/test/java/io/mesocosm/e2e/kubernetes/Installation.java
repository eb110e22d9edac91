package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Mesocosm as its chart installs it: images on every node, the operator, and one MesosCluster in
 * the same namespace.
 */
final class Installation implements BeforeAllCallback, AfterAllCallback {
    static final String NAMESPACE = "mesocosm";

    private static final Path ROOT = Path.of(System.getProperty("mesocosm.root", ".."));

    private static final Path CHART = ROOT.resolve("charts/mesocosm");

    /** An earlier version's chart, as `helm package` made it then. */
    private static final String EARLIER = "0.1.0-alpha.1";

    /** Today's operator, by an earlier one's name, needs rights that one had no use for. */
    private static final String RIGHTS_OF_TODAY =
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: rights-of-today}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: ServiceAccount, name: mesocosm, namespace: mesocosm}]
            """;

    private final Kubernetes kubernetes;
    private final Path chart;
    private final List<String> images;
    private final List<String> values;

    private Installation(
            Kubernetes kubernetes, Path chart, List<String> images, List<String> values) {
        this.kubernetes = kubernetes;
        this.chart = chart;
        this.images = images;
        this.values = values;
    }

    static Installation on(Kubernetes kubernetes) {
        return new Installation(kubernetes, CHART, List.of("control-plane", "agent"), List.of());
    }

    /** With the image of etcd that the tests have in place of upstream's. */
    static Installation withEtcdOn(Kubernetes kubernetes) {
        return new Installation(
                kubernetes,
                CHART,
                List.of("control-plane", "agent", "etcd"),
                List.of(
                        "--set=images.etcd.repository=docker.io/mesocosm/etcd",
                        "--set=images.etcd.tag=3.6.16"));
    }

    /**
     * The same by the chart of an earlier version. Of its images there is the chart's name for them
     * alone, which is another name of today's here.
     */
    static Installation ofAnEarlierVersion(Kubernetes kubernetes) {
        Installation today = withEtcdOn(kubernetes);
        Path chart = ROOT.resolve("e2e/src/test/resources/charts/mesocosm-" + EARLIER + ".tgz");
        return new Installation(kubernetes, chart, today.images, today.values);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        for (String image : images) {
            Path archive = ROOT.resolve("target/images/" + image + ".tar");
            assertThat(archive).as("./mesocosm images --etcd makes it").isRegularFile();
            kubernetes.cluster().load(archive);
        }
        if (!chart.equals(CHART)) {
            for (String image : List.of("control-plane", "agent")) {
                alsoCall("docker.io/mesocosm/" + image + ":", EARLIER);
            }
            kubernetes.apply(RIGHTS_OF_TODAY);
        }
        helm("install", chart.toString(), "--create-namespace");
    }

    private void alsoCall(String image, String tag) {
        String tags =
                "ctr -n k8s.io images tag --force $(ctr -n k8s.io images ls -q | grep -m1 '^%s') %s%s"
                        .formatted(image, image, tag);
        kubernetes.cluster().nodes().forEach(node -> kubernetes.cluster().on(node, tags));
    }

    /** Takes the release to the chart of the tree, with these options of helm's. */
    void upgrade(String... options) {
        helm("upgrade", CHART.toString(), options);
    }

    /** Takes the release back to what was installed. */
    void rollBack() {
        kubernetes.helm(
                "rollback", "mesocosm", "1", "--namespace=" + NAMESPACE, "--wait", "--timeout=3m");
    }

    private void helm(String verb, String chart, String... options) {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                verb,
                                "mesocosm",
                                chart,
                                "--namespace=" + NAMESPACE,
                                "--wait",
                                "--timeout=3m"));
        line.addAll(List.of(options));
        line.addAll(values);
        kubernetes.helm(line.toArray(String[]::new));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (kubernetes.isThere() && context.getExecutionException().isPresent()) {
            System.err.println(run("get", "mesocosm,pods,events").all());
            System.err.println(
                    run("logs", "--prefix", "--tail=40", "-lapp.kubernetes.io/part-of=mesocosm")
                            .all());
        }
    }

    /** kubectl in the namespace; fails when it does. */
    String kubectl(String... arguments) {
        return run(arguments).succeeded();
    }

    /** kubectl in the namespace, which may fail. */
    Command.Ran run(String... arguments) {
        return kubectl().run(arguments);
    }

    /** Applies manifests in the namespace; what comes of it may be a refusal. */
    Command.Ran apply(String yaml) {
        return kubectl().reading(yaml, "apply", "-f", "-");
    }

    private Command kubectl() {
        Command all = kubernetes.cluster().kubectl();
        List<String> line = new ArrayList<>(all.line());
        line.add("--namespace=" + NAMESPACE);
        return new Command(line, all.environment());
    }

    /** Applies manifests and waits until a resource of them is ready. */
    void make(String resource, String yaml) {
        apply(yaml).succeeded();
        awaitReady(resource);
    }

    void awaitReady(String resource) {
        kubectl("wait", "--for=condition=Ready", "--timeout=120s", resource);
    }

    /** The HTTP APIs of the MesosCluster {@code mesos}. */
    Apis apis() {
        return new Apis(this);
    }

    /** A value of a resource; empty where there is none. */
    String value(String resource, String path) {
        return kubectl("get", resource, "--output=jsonpath={" + path + "}");
    }

    /** The message of a condition. */
    String message(String resource, String condition) {
        return value(resource, ".status.conditions[?(@.type==\"" + condition + "\")].message");
    }

    /** The ids of an App's tasks, in an order of their own. */
    List<String> tasks(String app) {
        String tasks = value("app/" + app, ".status.endpoints[*].task");
        return tasks.isEmpty() ? List.of() : Arrays.stream(tasks.split(" ", -1)).sorted().toList();
    }

    /** The processes of a command on all nodes, each as node and pid. */
    List<String> processes(String pattern) {
        return kubernetes.cluster().nodes().stream()
                .flatMap(
                        node ->
                                kubernetes
                                        .cluster()
                                        .on(node, "pgrep -fx '" + pattern + "' || true")
                                        .lines()
                                        .map(pid -> node + " " + pid))
                .sorted()
                .toList();
    }

    /** A file of the tree. */
    static String file(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }
}
