package io.mesocosm.e2e.kubernetes;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a Kubernetes: the one that KUBECONFIG names where that is set, else a local
 * one of its own where the user is root, else K3s in Docker; {@code -De2e.cluster=k3s} asks for
 * that where the others are to be had. Where there is none the class is skipped, with the reason.
 */
public final class Kubernetes implements BeforeAllCallback, AfterAllCallback {
    private final int nodes;
    private @Nullable Cluster cluster;

    private Kubernetes(int nodes) {
        this.nodes = nodes;
    }

    /** With so many nodes; a given cluster has as many as it has. */
    public static Kubernetes withNodes(int nodes) {
        return new Kubernetes(nodes);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String given = System.getenv("KUBECONFIG");
        if (given != null && !given.isEmpty()) {
            cluster = new GivenCluster(Path.of(given));
            return;
        }
        boolean root = System.getProperty("user.name", "").equals("root");
        if (root && !System.getProperty("e2e.cluster", "local").equals("k3s")) {
            cluster = LocalCluster.up(nodes);
            return;
        }
        K3sCluster.missing()
                .ifPresent(
                        reason ->
                                Assumptions.abort(
                                        "no Kubernetes: KUBECONFIG is not set, "
                                                + (root ? "" : "a local one needs root, ")
                                                + "and for K3s "
                                                + reason));
        Assumptions.assumeTrue(
                nodes == 1, "K3s in a container has one node, and " + nodes + " are asked for");
        cluster = K3sCluster.up();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (cluster == null) {
            return;
        }
        if (context.getExecutionException().isPresent()) {
            System.err.println(cluster.logs());
        }
        cluster.close();
    }

    /** Whether the class got one; else it is skipped. */
    public boolean isThere() {
        return cluster != null;
    }

    /** The cluster itself. */
    public Cluster cluster() {
        return Objects.requireNonNull(cluster, "before the class has begun");
    }

    /** What kubectl prints; fails when it does. */
    public String kubectl(String... arguments) {
        return cluster().kubectl().run(arguments).succeeded();
    }

    /** Applies manifests; fails when one is refused. */
    public String apply(String yaml) {
        return cluster().kubectl().reading(yaml, "apply", "-f", "-").succeeded();
    }

    /** What helm prints; fails when it does. */
    public String helm(String... arguments) {
        return cluster().helm().run(arguments).succeeded();
    }

    /** Waits for what usually takes seconds; on a busy machine more. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200));
    }
}
