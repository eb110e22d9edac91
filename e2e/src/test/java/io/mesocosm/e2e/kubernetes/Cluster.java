package io.mesocosm.e2e.kubernetes;

import java.nio.file.Path;
import java.util.List;

/**
 * A running Kubernetes. What a kind of cluster cannot do for tests, such as crashing a node, skips
 * the test that asks for it.
 */
public interface Cluster extends AutoCloseable {
    /** Where its administrator's configuration is. */
    Path kubeconfig();

    /** {@code kubectl} as its administrator. */
    Command kubectl();

    /** {@code helm} as its administrator. */
    Command helm();

    /** The names of its nodes. */
    List<String> nodes();

    /** The address of the machine that runs the tests, as pods and nodes reach it. */
    String machine();

    /** Brings an image archive onto every node. */
    void load(Path archive);

    /** Ends everything on a node at once, as a power failure does. */
    void crash(String node);

    /** Brings a node back that has crashed, and waits until it is ready. */
    void start(String node);

    /** A shell line on a node itself, as root; returns what it printed and fails when it does. */
    String on(String node, String line);

    /** What helps to understand a failure. */
    String logs();

    @Override
    void close();
}
