package io.mesocosm.e2e.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP APIs of the MesosCluster {@code mesos} as a client outside of Kubernetes has them, which
 * trusts the cluster's authority and reaches pods and Services by their names.
 */
final class Apis {
    private static final long SECOND = 1_000_000_000;

    private final Installation installation;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    private record Found(String address, long at) {}

    Apis(Installation installation) {
        this.installation = installation;
    }

    /** Reaches what it trusts, and says nothing of itself. */
    Access nobody() {
        try {
            Path file = Files.createTempFile("mesocosm-ca", ".crt");
            try {
                Files.writeString(file, installation.value("configmap/mesos-ca", ".data.ca\\.crt"));
                return Access.trusting(file).within(this::address);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logs in as the administrator whom the operator made. */
    Access admin() {
        return nobody().as("admin", secret("mesos-admin", "password"));
    }

    /** Shows the certificate of the masters, as they do to etcd. */
    Access asMaster() {
        try {
            Path folder = Files.createTempDirectory("mesocosm-master");
            Path certificate = folder.resolve("tls.crt");
            Path key = folder.resolve("tls.key");
            Path authority = folder.resolve("ca.crt");
            List<Path> files = List.of(certificate, key, authority);
            try {
                for (Path file : files) {
                    String name = file.getFileName().toString();
                    Files.writeString(file, secret("mesos-master-tls", name.replace(".", "\\.")));
                }
                return Access.by(certificate, key, authority).within(this::address);
            } finally {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text of a Secret. */
    String secret(String name, String key) {
        return new String(
                Base64.getDecoder().decode(installation.value("secret/" + name, ".data." + key)),
                UTF_8);
    }

    /** The leading master, as its Service leads there. */
    static Endpoint master(Access access) {
        return new Endpoint(service("mesos-master"), 5050, access);
    }

    /** The leading Marathon, as its Service leads there. */
    static Endpoint marathon(Access access) {
        return new Endpoint(service("mesos-marathon"), 8080, access);
    }

    /** A pod that a headless Service names. */
    static Endpoint pod(String pod, String headless, int port, Access access) {
        return new Endpoint(pod + "." + service(headless), port, access);
    }

    private static String service(String name) {
        return name + "." + Installation.NAMESPACE + ".svc";
    }

    private InetAddress address(String host) throws IOException {
        if (Character.isDigit(host.charAt(0))) {
            return InetAddress.ofLiteral(host);
        }
        String[] labels = host.split("[.]", -1);
        boolean pod = !labels[1].equals(Installation.NAMESPACE);
        String address =
                found.compute(
                                (pod ? "pod/" : "service/") + labels[0],
                                (key, before) ->
                                        before != null && System.nanoTime() - before.at < SECOND
                                                ? before
                                                : new Found(
                                                        look(pod, labels[0]), System.nanoTime()))
                        .address;
        if (address.isEmpty()) {
            throw new UnknownHostException(host);
        }
        return InetAddress.getByName(address);
    }

    private String look(boolean pod, String name) {
        return pod
                ? installation.run("get", "pod", name, "--output=jsonpath={.status.podIP}").output()
                : installation
                        .run(
                                "get",
                                "endpointslices",
                                "-lkubernetes.io/service-name=" + name,
                                "--output=jsonpath={.items[0].endpoints[?(@.conditions.ready==true)].addresses[0]}")
                        .output();
    }
}
