package io.mesocosm.e2e.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mesocosm.e2e.machine.HostProcess;
import io.mesocosm.e2e.machine.Leftovers;
import io.mesocosm.e2e.machine.Shell;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The Kubernetes of {@code ./mesocosm cluster}, with a state directory of its own. */
public final class LocalCluster implements Cluster {
    private static final String LAUNCHER =
            Path.of(System.getProperty("mesocosm.root", ".."), "mesocosm").normalize().toString();

    private final Path state;
    private int nodes;

    /** One that does not run yet, with its state in this folder; that need not exist. */
    public LocalCluster(Path state) {
        List<String> asTheLauncherDoes = List.of("readlink", "-m", state.toString());
        this.state = Path.of(Shell.run(Path.of("/"), asTheLauncherDoes).strip());
    }

    /** Starts one with so many nodes, in a new folder of the machine's temporary one. */
    public static LocalCluster up(int nodes) {
        try {
            LocalCluster cluster = new LocalCluster(Files.createTempDirectory("msk"));
            cluster.start(nodes);
            return cluster;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it with so many nodes; returns what the launcher said. */
    public String start(int wanted) {
        nodes = wanted;
        return mesocosm("up").run(Integer.toString(wanted)).succeeded();
    }

    /** {@code ./mesocosm cluster} with these first arguments. */
    public Command mesocosm(String... first) {
        List<String> line = new ArrayList<>(List.of(LAUNCHER, "cluster"));
        line.addAll(List.of(first));
        return new Command(line, Map.of("MESOCOSM_STATE_DIR", state.toString()));
    }

    /** The launcher's state directory. */
    public Path state() {
        return state;
    }

    @Override
    public Path kubeconfig() {
        return state.resolve("cluster/kubeconfig");
    }

    @Override
    public Command kubectl() {
        return mesocosm("kubectl");
    }

    @Override
    public Command helm() {
        return mesocosm("helm");
    }

    @Override
    public List<String> nodes() {
        return IntStream.rangeClosed(1, nodes).mapToObj(i -> "node" + i).toList();
    }

    @Override
    public String machine() {
        String server =
                kubectl()
                        .run("config", "view", "-o=jsonpath={.clusters[0].cluster.server}")
                        .succeeded();
        return URI.create(server).getHost();
    }

    @Override
    public void load(Path archive) {
        mesocosm("load").run(archive.toString()).succeeded();
    }

    @Override
    public void crash(String node) {
        mesocosm("crash").run(node).succeeded();
    }

    @Override
    public void start(String node) {
        mesocosm("start").run(node).succeeded();
    }

    @Override
    public String on(String node, String line) {
        return mesocosm("sh").run(node, "bash", "-c", line).succeeded();
    }

    @Override
    public String logs() {
        return Shell.run(
                Path.of("/"), "cd " + state + "/cluster/log && tail -n 20 *.log 2>&1 || true");
    }

    /** The processes of the control plane and of the nodes, seen from outside. */
    public List<HostProcess> processes() {
        return HostProcess.all().stream()
                .filter(process -> process.cgroups().contains("/" + cgroups()))
                .toList();
    }

    /** What is left of it: nothing, once it is down. */
    public List<String> leftovers() {
        TreeSet<String> found = new TreeSet<>();
        for (String part : List.of("control", "node1", "node2", "node3")) {
            String cgroup = cgroups() + part;
            found.addAll(new Leftovers(state, cgroup, Pattern.compile(bridge() + ".*")).find());
        }
        if (Shell.run(Path.of("/"), "iptables -w -S").contains(bridge())) {
            found.add("iptables rule of " + bridge());
        }
        if (Files.exists(state)) {
            found.add("folder " + state);
        }
        return List.copyOf(found);
    }

    private String cgroups() {
        return "mesocosm-kube-" + id() + "-";
    }

    private String bridge() {
        return "msk" + id();
    }

    private String id() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(state.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }

    @Override
    public void close() {
        mesocosm("down").run().succeeded();
    }
}
