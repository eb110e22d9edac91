package io.mesocosm.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the later tests rely on: a cluster of two nodes does what any Kubernetes does. */
@Tag("kubernetes")
final class LocalClusterTest {
    @RegisterExtension static final Kubernetes KUBERNETES = Kubernetes.withNodes(2);

    /** On each node a web server that says its pod's name, and one Service for all. */
    private static final String WEB =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: web
                    image: localhost/busybox:1
                    command: [sh, -c, 'mkdir www && hostname >www/index.html && echo serving && exec httpd -f -p 8080 -h www']
                    readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}
            """;

    private static final String DISKS =
            """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: disks}
            spec:
              serviceName: disks
              replicas: 2
              podManagementPolicy: Parallel
              selector: {matchLabels: {app: disks}}
              template:
                metadata: {labels: {app: disks}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: disk
                    image: localhost/busybox:1
                    command: [sh, -c, 'echo kept >>/data/file && exec sleep 1000']
                    volumeMounts: [{name: data, mountPath: /data}]
              volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
            """;

    /** As privileged as the product's agent will be. */
    private static final String GUEST =
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: guest}
            spec:
              hostPID: true
              hostNetwork: true
              nodeName: node2
              terminationGracePeriodSeconds: 0
              containers:
              - name: guest
                image: localhost/busybox:1
                command: [sleep, '1000']
                securityContext: {privileged: true}
                volumeMounts:
                - {name: state, mountPath: /var/lib/mesocosm, mountPropagation: Bidirectional}
                - {name: cgroups, mountPath: /sys/fs/cgroup}
                - {name: lock, mountPath: /run/xtables.lock}
              volumes:
              - {name: state, hostPath: {path: /var/lib/mesocosm, type: DirectoryOrCreate}}
              - {name: cgroups, hostPath: {path: /sys/fs/cgroup}}
              - {name: lock, hostPath: {path: /run/xtables.lock, type: FileOrCreate}}
            """;

    @BeforeAll
    static void serveOnEachNode(@TempDir Path directory) throws Exception {
        KUBERNETES.cluster().load(BusyboxImage.in(directory));
        KUBERNETES.apply(WEB);
        KUBERNETES.kubectl("rollout", "status", "daemonset/web", "--timeout=90s");
    }

    private static String podOn(String node) {
        return KUBERNETES.kubectl(
                "get",
                "pods",
                "--selector=app=web",
                "--field-selector=spec.nodeName=" + node,
                "-o",
                "jsonpath={.items[0].metadata.name}");
    }

    @Test
    void nodesAreReadyAndEachRunsAPod() {
        assertThat(KUBERNETES.kubectl("get", "nodes", "--no-headers").lines())
                .hasSize(2)
                .allMatch(line -> line.matches("node[12] +Ready .* v1\\.34\\.4"));
        assertThat(podOn("node1")).isNotEqualTo(podOn("node2")).startsWith("web-");
        assertThat(KUBERNETES.kubectl("logs", podOn("node2"))).isEqualTo("serving\n");
    }

    @Test
    void podsReachAServiceByNameOnEveryNode() {
        String line =
                "for i in {1..30}; do exec 3<>/dev/tcp/web/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3;"
                        + " tail -n 1 <&3; done";

        String answers = KUBERNETES.kubectl("exec", podOn("node1"), "--", "bash", "-c", line);

        assertThat(answers.lines().distinct().toList())
                .containsExactlyInAnyOrder(podOn("node1"), podOn("node2"));
    }

    @Test
    void namesOfOtherNetworksAreRefusedAtOnce() {
        assertThat(
                        KUBERNETES
                                .cluster()
                                .kubectl()
                                .run("exec", podOn("node1"), "--", "nslookup", "mesocosm.example")
                                .all())
                .contains("REFUSED");
    }

    @Test
    void claimsBindToVolumesOfANodeWhichAreEmptyAgainAfterThem() {
        KUBERNETES.apply(DISKS);
        KUBERNETES.kubectl("rollout", "status", "statefulset/disks", "--timeout=90s");
        List<String> volumes =
                List.of(
                        KUBERNETES
                                .kubectl("get", "pvc", "-o", "jsonpath={.items[*].spec.volumeName}")
                                .split(" ", -1));
        assertThat(volumes).hasSize(2);
        assertThat(KUBERNETES.kubectl("exec", "disks-0", "--", "cat", "/data/file"))
                .isEqualTo("kept\n");

        KUBERNETES.kubectl("delete", "statefulset", "disks");
        KUBERNETES.kubectl("delete", "pvc", "--all");

        for (String volume : volumes) {
            Kubernetes.await(volume + " to be free again")
                    .until(
                            () ->
                                    KUBERNETES
                                            .kubectl(
                                                    "get",
                                                    "pv",
                                                    volume,
                                                    "-o=jsonpath={.status.phase}")
                                            .equals("Available"));
            String[] place = volume.split("-", -1);
            assertThat(KUBERNETES.cluster().on(place[0], "ls -A /run/volumes/" + place[1]))
                    .isEmpty();
        }
    }

    @Test
    void aPrivilegedPodSeesItsNodeAsAMachine() {
        KUBERNETES.apply(GUEST);
        KUBERNETES.kubectl("wait", "--for=condition=Ready", "pod/guest", "--timeout=60s");

        assertThat(guest("cat /proc/1/comm; hostname")).isEqualTo("catatonit\nnode2\n");
        assertThat(guest("ls /sys/class/net")).contains("cni0\neth0\nlo\n").doesNotContain("msk");
        assertThat(guest("cat /proc/1/cgroup")).doesNotContain("mesocosm-kube");
        assertThat(guest("ls -d /sys/fs/cgroup/cpu/kubepods")).isNotBlank();
        guest("mkdir -p /var/lib/mesocosm/m && mount -t tmpfs guest /var/lib/mesocosm/m");
        assertThat(KUBERNETES.cluster().on("node2", "findmnt -no SOURCE /var/lib/mesocosm/m"))
                .isEqualTo("guest\n");
        assertThat(KUBERNETES.cluster().on("node1", "ls -A /var/lib/mesocosm")).isEmpty();
        KUBERNETES.cluster().on("node2", "umount /var/lib/mesocosm/m");
        KUBERNETES.kubectl("delete", "pod", "guest");
    }

    private static String guest(String line) {
        return KUBERNETES.kubectl("exec", "guest", "--", "sh", "-c", line);
    }

    @Test
    void aNodeThatCrashesAndComesBackRunsItsPodsAgain() {
        String pod = podOn("node2");
        Cluster cluster = KUBERNETES.cluster();
        cluster.on("node2", "echo kept >/var/lib/mesocosm/file; echo gone >/run/file");
        String before = bootOf("node2");

        cluster.crash("node2");
        assertThat(KUBERNETES.kubectl("get", "--raw", "/readyz")).isEqualTo("ok");
        cluster.start("node2");

        assertThat(bootOf("node2")).isNotEqualTo(before).hasSize(before.length());
        assertThat(cluster.on("node2", "cat /var/lib/mesocosm/file; ls /run/file || true"))
                .isEqualTo("kept\n");
        Kubernetes.await(pod + " to run again")
                .until(
                        () ->
                                KUBERNETES
                                        .kubectl(
                                                "get",
                                                "pod",
                                                pod,
                                                "-o=jsonpath={.status.containerStatuses[0].restartCount} "
                                                        + "{.status.containerStatuses[0].ready}")
                                        .equals("1 true"));
        cluster.on("node2", "rm /var/lib/mesocosm/file");
    }

    private static String bootOf(String node) {
        return KUBERNETES.kubectl("get", "node", node, "-o=jsonpath={.status.nodeInfo.bootID}");
    }

    @Test
    void whatIsNoImageIsNotLoaded() {
        Assumptions.assumeTrue(KUBERNETES.cluster() instanceof LocalCluster, "no local cluster");
        LocalCluster local = (LocalCluster) KUBERNETES.cluster();
        assertThat(local.mesocosm("load").run("/etc/hostname").all())
                .startsWith("mesocosm: cluster load: /etc/hostname is no image archive");
        assertThat(local.mesocosm("load").run("/none.tar").all()).contains("no file /none.tar");
        assertThat(local.mesocosm("crash").run("node3").all())
                .isEqualTo("mesocosm: there is no node 'node3'; there are: node1 node2\n");
    }

    @Test
    void helmSpeaksToIt() {
        assertThat(KUBERNETES.helm("version", "--short")).startsWith("v4.3.1");
        assertThat(KUBERNETES.helm("list")).startsWith("NAME");
    }
}
