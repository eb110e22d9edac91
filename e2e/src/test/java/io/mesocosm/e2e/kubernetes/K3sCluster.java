package io.mesocosm.e2e.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** K3s of Testcontainers, one node in a container, for those who have Docker. */
final class K3sCluster implements Cluster {
    private static final String IMAGE =
            System.getProperty("e2e.k3s.image", "rancher/k3s:v1.34.4-k3s1");

    private final K3sContainer k3s;
    private final Path kubeconfig;
    private final GivenCluster api;

    private K3sCluster(K3sContainer k3s, Path kubeconfig) {
        this.k3s = k3s;
        this.kubeconfig = kubeconfig;
        this.api = new GivenCluster(kubeconfig);
    }

    /** Why there can be none here, if so. */
    static Optional<String> missing() {
        try {
            return DockerClientFactory.instance().isDockerAvailable()
                    ? Optional.empty()
                    : Optional.of("there is no Docker to run " + IMAGE + " in");
        } catch (RuntimeException e) {
            return Optional.of("Docker does not answer: " + e.getMessage());
        }
    }

    static K3sCluster up() {
        K3sContainer k3s = new K3sContainer(DockerImageName.parse(IMAGE));
        k3s.start();
        try {
            Path kubeconfig = Files.createTempFile("k3s", ".kubeconfig");
            Files.writeString(kubeconfig, k3s.getKubeConfigYaml());
            return new K3sCluster(k3s, kubeconfig);
        } catch (IOException e) {
            k3s.stop();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public Command kubectl() {
        return api.kubectl();
    }

    @Override
    public Command helm() {
        return api.helm();
    }

    @Override
    public List<String> nodes() {
        return api.nodes();
    }

    @Override
    public String machine() {
        return k3s.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .map(network -> network.getGateway())
                .filter(gateway -> gateway != null && !gateway.isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("K3s has no gateway to the machine"));
    }

    @Override
    public void load(Path archive) {
        String inside = "/tmp/" + archive.getFileName();
        k3s.copyFileToContainer(MountableFile.forHostPath(archive), inside);
        run("ctr", "--namespace=k8s.io", "images", "import", inside);
    }

    @Override
    public void crash(String node) {
        Assumptions.abort("K3s in a container has one node, and it cannot do without");
    }

    @Override
    public void start(String node) {
        Assumptions.abort("K3s in a container has one node, which runs");
    }

    @Override
    public String on(String node, String line) {
        return run("sh", "-c", line);
    }

    private String run(String... command) {
        try {
            ExecResult result = k3s.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(
                        Arrays.toString(command) + " failed in K3s: " + result.getStderr());
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String logs() {
        return api.logs() + k3s.getLogs();
    }

    @Override
    public void close() {
        k3s.stop();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
