package io.mesocosm.operator.main;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.mesocosm.crds.cluster.MesosCluster;
import io.mesocosm.operator.FreePort;
import io.mesocosm.operator.certificate.CertificateObjects;
import io.mesocosm.operator.certificate.ClusterAuthority;
import io.mesocosm.operator.child.Blueprint;
import io.mesocosm.operator.child.Defaults;
import io.mesocosm.operator.child.Secrets;
import io.mesocosm.operator.etcd.EtcdObjects;
import io.mesocosm.operator.snapshot.SnapshotObjects;
import io.mesocosm.store.etcd.EtcdOptions;
import io.mesocosm.store.etcd.EtcdTls;
import io.mesocosm.tls.Authorities;
import io.mesocosm.tls.Leaf;
import io.mesocosm.tls.TlsFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/**
 * The etcd of a secured MesosCluster and what takes its snapshots, by the commands and arguments of
 * its containers: the members' hosts are ports of this machine, and the paths are in a folder.
 */
final class EtcdOnThisMachine implements AutoCloseable {
    private static final String IDENTITY = "/etc/mesocosm/tls";

    private final Path folder;
    private final Path step;
    private final Blueprint blueprint;
    private final PodSpec member;
    private final int size;
    private final List<int[]> ports = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /**
     * @param folder in which {@code snapshots} is where snapshots lie
     * @param step the program of the image
     * @param made when the resource was made
     * @param managed the resource's spec.etcd.managed
     */
    EtcdOnThisMachine(Path folder, Path step, String made, String managed) throws IOException {
        this.folder = Files.createTempDirectory(folder, "etcd");
        this.step = step;
        blueprint =
                new Blueprint(
                        Serialization.unmarshal(
                                """
                                apiVersion: mesocosm.io/v1alpha1
                                kind: MesosCluster
                                metadata: {name: prod, namespace: mesos, uid: %s, creationTimestamp: "%s"}
                                spec: {etcd: {managed: %s}}
                                """
                                        .formatted(this.folder.getFileName(), made, managed),
                                MesosCluster.class),
                        new Defaults("control-plane", "agent", "etcd", "1", null, null));
        StatefulSet set = only(StatefulSet.class, EtcdObjects.of(blueprint, ""));
        member = set.getSpec().getTemplate().getSpec();
        size = set.getSpec().getReplicas();
        for (int i = 0; i < size; i++) {
            ports.add(new int[] {FreePort.next(), FreePort.next(), FreePort.next()});
            Files.createDirectories(root(i).resolve("disk"));
            Files.createDirectories(root(i).resolve("restore"));
        }
        certify();
    }

    private static <T extends HasMetadata> T only(
            Class<T> kind, List<? extends HasMetadata> objects) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
    }

    private void certify() throws IOException {
        var durations = ClusterAuthority.durations(blueprint.tls());
        Authorities authorities = Authorities.create("prod", "", durations, Instant.now());
        for (HasMetadata object :
                CertificateObjects.of(blueprint, Map.of(), authorities, _ -> null, Instant.now())
                        .objects()) {
            if (object instanceof Secret secret) {
                Leaf leaf = requireNonNull(Leaf.read(Secrets.texts(secret)));
                identity(secret.getMetadata().getName()).write(leaf);
            }
        }
    }

    private TlsFiles identity(String secret) throws IOException {
        return TlsFiles.in(Files.createDirectories(folder.resolve(secret)));
    }

    private Path root(int number) {
        return folder.resolve("member" + number);
    }

    Path disk(int number) {
        return root(number).resolve("disk");
    }

    Path snapshots() {
        return requireNonNull(folder.getParent()).resolve("snapshots");
    }

    // ------------------------------------------------------------ what its containers do

    /** What a container's argument is here. */
    private String here(String text, int number, String secret) {
        String here =
                text.replace("$(POD_NAME)", "prod-etcd-" + number)
                        .replace("/opt/mesocosm/bin/step", step.toString())
                        .replace("=/snapshots", "=" + snapshots())
                        .replace("/var/lib/etcd", disk(number).toString())
                        .replaceAll("(^|=)/restore/", "$1" + root(number).resolve("restore") + "/")
                        .replace("/dev/termination-log", root(number).resolve("result").toString())
                        .replace(IDENTITY, folder.resolve(secret).toString());
        for (int i = 0; i < 3; i++) {
            here = here.replace("0.0.0.0:" + (2379 + i), "127.0.0.1:" + ports.get(number)[i]);
        }
        for (int i = 0; i < size; i++) {
            String host = "prod-etcd-%d.prod-etcd.mesos.svc:".formatted(i);
            here = here.replace(host + 2379, "127.0.0.1:" + ports.get(i)[0]);
            here = here.replace(host + 2380, "127.0.0.1:" + ports.get(i)[1]);
        }
        return here;
    }

    private List<String> here(List<String> texts, int number, String secret) {
        return texts.stream().map(text -> here(text, number, secret)).toList();
    }

    /** Takes a snapshot, and says what the container's result is. */
    String snapshot() throws IOException, InterruptedException {
        Container taker =
                only(CronJob.class, SnapshotObjects.of(blueprint))
                        .getSpec()
                        .getJobTemplate()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst();
        return main(here(taker.getArgs(), 0, "prod-snapshot-tls"), 0);
    }

    /** The first init container: says which snapshot, or what is wrong. */
    String choose(int number) throws IOException, InterruptedException {
        List<String> arguments =
                here(member.getInitContainers().get(0).getArgs(), number, "prod-etcd-tls");
        return main(arguments, number);
    }

    private String main(List<String> arguments, int number)
            throws IOException, InterruptedException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = OperatorMain.run(arguments, Map.of(), stream, stream);
        String result = Files.readString(root(number).resolve("result"));
        String said = err.toString(StandardCharsets.UTF_8);
        if (code != 0 && !said.contains(result)) {
            throw new AssertionError("the result is not what was said: " + result + " / " + said);
        }
        return code == 0 ? result : "exit code %d: %s".formatted(code, result);
    }

    /** The second init container; etcdutl is somewhere else here. */
    int restore(int number) throws IOException, InterruptedException {
        Path arguments = root(number).resolve("restore/arguments");
        if (Files.exists(arguments)) {
            String etcdutl = program("etcdutl").toString();
            Files.writeString(
                    arguments,
                    Files.readString(arguments).replace("/usr/local/bin/etcdutl", etcdutl));
        }
        List<String> command =
                here(member.getInitContainers().get(1).getCommand(), number, "prod-etcd-tls");
        return run(command, number).waitFor();
    }

    /** All members' own containers. */
    EtcdOnThisMachine start() throws IOException, InterruptedException {
        for (int i = 0; i < size; i++) {
            List<String> command = new ArrayList<>();
            command.add(program("etcd").toString());
            command.add("--unsafe-no-fsync");
            command.addAll(here(member.getContainers().getFirst().getArgs(), i, "prod-etcd-tls"));
            processes.add(run(command, i));
        }
        return this;
    }

    private Process run(List<String> command, int number) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root(number).resolve("log").toFile()))
                .start();
    }

    /** How a master reaches it. */
    EtcdOptions options() {
        Path identity = folder.resolve("prod-master-tls");
        return EtcdOptions.of(
                        IntStream.range(0, size)
                                .mapToObj(i -> "127.0.0.1:" + ports.get(i)[0])
                                .toList())
                .withPrefix(blueprint.etcd().orElseThrow().prefix())
                .withTls(
                        new EtcdTls(
                                identity.resolve("ca.crt"),
                                identity.resolve("tls.crt"),
                                identity.resolve("tls.key")));
    }

    String log(int number) throws IOException {
        return Files.readString(root(number).resolve("log"));
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends all members at once. */
    void stop() {
        processes.forEach(process -> process.destroyForcibly().onExit().join());
        processes.clear();
    }

    /** A program of this tree, built from its Go module where that has not been done. */
    static Path program(String name) throws IOException, InterruptedException {
        Path words = Files.createTempFile("mesocosm-build", ".log");
        try {
            Process build =
                    new ProcessBuilder("../cluster/build", name)
                            .redirectError(words.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .start();
            String folder =
                    new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (build.waitFor() == 0) {
                return Path.of(folder.strip(), name);
            }
            String said = Files.readString(words).strip();
            return said.contains("no Go found") || said.contains("Go 1.26 or newer is needed")
                    ? Assumptions.abort("no %s, and no Go to build it: %s".formatted(name, said))
                    : fail("%s could not be built: %s".formatted(name, said));
        } finally {
            Files.delete(words);
        }
    }
}
