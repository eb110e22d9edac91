package io.mesocosm.operator.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.mesocosm.operator.FreePort;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real kube-apiserver on a real etcd, without nodes or controllers: schemas, rules, defaults and
 * server-side apply are the API server's own. Its programs are those of ./mesocosm cluster.
 */
public final class ApiServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "test";

    private final List<Process> processes = new ArrayList<>();
    private final KubernetesClient client;
    private final URI address;
    private final Path authority;

    private ApiServer(Path folder, Path etcd, Path server) throws IOException {
        int store = FreePort.next();
        int peers = FreePort.next();
        int port = FreePort.next();
        String storeUrl = "http://127.0.0.1:" + store;
        String peerUrl = "http://127.0.0.1:" + peers;
        start(
                folder,
                etcd.toString(),
                "--data-dir=" + folder.resolve("etcd"),
                "--unsafe-no-fsync",
                "--listen-client-urls=" + storeUrl,
                "--advertise-client-urls=" + storeUrl,
                "--listen-peer-urls=" + peerUrl,
                "--initial-advertise-peer-urls=" + peerUrl,
                "--initial-cluster=default=" + peerUrl);
        Path tokens = folder.resolve("tokens.csv");
        Files.writeString(tokens, TOKEN + ",admin,admin,system:masters\n");
        Path key = accountKey(folder);
        start(
                folder,
                server.toString(),
                "--etcd-servers=" + storeUrl,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + folder.resolve("certificates"),
                "--token-auth-file=" + tokens,
                "--allow-privileged",
                "--authorization-mode=RBAC",
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.97.0.0/16",
                "--service-account-issuer=https://test",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key);
        address = URI.create("https://127.0.0.1:" + port);
        authority = folder.resolve("certificates/apiserver.crt");
        client = as(TOKEN);
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(KubernetesClientException.class)
                .until(() -> client.namespaces().withName("default").get() != null);
    }

    /** A program of ./mesocosm cluster, if it is built. */
    public static Optional<Path> program(String name) throws IOException {
        Path cache = Path.of(System.getProperty("user.home")).resolve(".cache/mesocosm/cluster");
        if (!Files.isDirectory(cache)) {
            return Optional.empty();
        }
        try (var folders = Files.list(cache)) {
            return folders.map(f -> f.resolve("bin").resolve(name))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    /** Skips the test where its programs are not built. */
    static ApiServer start(Path folder) throws IOException {
        return new ApiServer(folder, needed("etcd"), needed("kube-apiserver"));
    }

    /** A program of ./mesocosm cluster; skips the test where it is not built. */
    static Path needed(String name) throws IOException {
        Optional<Path> program = program(name);
        Assumptions.assumeTrue(
                program.isPresent(), "no " + name + " here: ./mesocosm cluster up builds it");
        return program.orElseThrow();
    }

    /** Makes a namespace. */
    void make(String namespace) {
        client.resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(namespace)
                                .endMetadata()
                                .build())
                .create();
    }

    /** As who may do everything. */
    KubernetesClient client() {
        return client;
    }

    /** As the bearer of that token; to be closed. */
    KubernetesClient as(String token) {
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder()
                                .withAutoConfigure(false)
                                .withMasterUrl(address.toString())
                                .withTrustCerts(true)
                                .withOauthToken(token)
                                .withNamespace("default")
                                .withRequestRetryBackoffLimit(0)
                                .build())
                .build();
    }

    /** The same once everybody has the rights that he always has: a young server makes them. */
    KubernetesClient settled(String token) {
        KubernetesClient settled = as(token);
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(KubernetesClientException.class)
                .until(() -> settled.supports("apps/v1", "StatefulSet"));
        return settled;
    }

    URI address() {
        return address;
    }

    /** File with the certificates by which the server is known. */
    Path authority() {
        return authority;
    }

    private void start(Path folder, String... command) throws IOException {
        Path log = folder.resolve(Path.of(command[0]).getFileName() + ".log");
        processes.addFirst(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    }

    private static Path accountKey(Path folder) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String body =
                    Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return Files.writeString(
                    folder.resolve("account.key"),
                    "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        for (Process process : processes) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
