package io.mesocosm.e2e.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A cluster that somebody runs: the tests only use its API, with the machine's kubectl and helm.
 */
final class GivenCluster implements Cluster {
    private final Path kubeconfig;

    GivenCluster(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Command kubectl() {
        return program("kubectl");
    }

    @Override
    public Command helm() {
        return program("helm");
    }

    private Command program(String name) {
        return new Command(List.of(name), Map.of("KUBECONFIG", kubeconfig.toString()));
    }

    @Override
    public List<String> nodes() {
        String names =
                kubectl()
                        .run("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}")
                        .succeeded();
        return List.of(names.split(" ", -1));
    }

    @Override
    public String machine() {
        notHere("a server on this machine that nodes reach");
        return "";
    }

    @Override
    public void load(Path archive) {
        notHere("loading " + archive);
    }

    @Override
    public void crash(String node) {
        notHere("crashing " + node);
    }

    @Override
    public void start(String node) {
        notHere("starting " + node);
    }

    @Override
    public String on(String node, String line) {
        notHere("running a command on " + node);
        return "";
    }

    private static void notHere(String what) {
        Assumptions.abort(what + " is not possible in the cluster of KUBECONFIG");
    }

    @Override
    public String logs() {
        return kubectl().run("get", "events", "-A").all();
    }

    @Override
    public void close() {
        // Whoever runs it stops it.
    }
}
