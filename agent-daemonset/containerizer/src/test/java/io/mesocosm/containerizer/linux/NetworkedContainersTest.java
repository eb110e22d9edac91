package io.mesocosm.containerizer.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.mesocosm.containerizer.Command;
import io.mesocosm.containerizer.Connection;
import io.mesocosm.containerizer.ContainerConfig;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.LaunchResult.Launched;
import io.mesocosm.containerizer.Network;
import io.mesocosm.containerizer.PortMapping;
import io.mesocosm.containerizer.program.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Containers with networks of their own. */
@Tag("e2e")
class NetworkedContainersTest extends ContainersWithImages {
    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static String get(String host, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean answers(String host, int port) {
        try {
            return get(host, port).contains("hello from the image");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void servesAPageThroughTheBridgeAtEveryAddressOfTheHost() throws IOException {
        int port = freePort();
        ContainerConfig config = web("web", port, PortMapping.Protocol.TCP);
        Launched launched = launched(config);
        InetAddress own = launched.status().addresses().getFirst();
        assertThat(own.getHostAddress()).startsWith("10.249.7.");
        Awaitility.await().until(() -> answers("127.0.0.1", port));
        Awaitility.await().until(() -> answers("10.249.7.1", port));
        Awaitility.await().until(() -> answers(own.getHostAddress(), 80));
        try (Connection inside = containerizer.connect(config.id(), 80, Duration.ofSeconds(5))) {
            inside.output().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            inside.output().flush();
            assertThat(new String(inside.input().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("hello from the image");
        }
    }

    @Test
    void speaksToOtherMachinesByTheAddressOfTheHost() throws IOException {
        besideAnotherMachine(
                () -> {
                    assertThat(reachesAnother()).isTrue();

                    shell(
                            "iptables -w -t nat -S POSTROUTING | sed -n 's|^-A \\(.*mesocosm-%s/.*\\)|\\1|p' | xargs -L 1 iptables -w -t nat -D"
                                    .formatted(BRIDGE));

                    assertThat(rules()).doesNotContain("-s 10.249.7.0/24");
                    Awaitility.await("the rules that somebody removed").until(this::reachesAnother);
                });
    }

    @Test
    void servesAPageToOtherMachinesAndToContainersOfTheSameBridge() throws IOException {
        int port = freePort();
        ContainerConfig web = web("web", port, PortMapping.Protocol.TCP);
        launched(web);
        ContainerConfig other = web("other", freePort(), PortMapping.Protocol.TCP);
        launched(other);
        Awaitility.await().until(() -> answers("127.0.0.1", port));
        assertThat(said(other, getting("10.249.7.1", port))).contains("hello from the image");
        assertThat(said(web, getting("10.249.7.1", port))).contains("hello from the image");
        besideAnotherMachine(
                () ->
                        assertThat(
                                        shell(
                                                "ip netns exec mctestother sh -c \"%s\""
                                                        .formatted(getting("10.249.6.1", port))))
                                .contains("hello from the image"));

        await(containerizer.destroy(web.id()));

        assertThat(rules()).doesNotContain("--dport " + port + " ").contains("mesocosm-" + BRIDGE);
        assertThat(answers("127.0.0.1", port)).isFalse();
    }

    @Test
    void knowsTheBridgeByTheNameThatDcosGivesIt() throws IOException {
        int port = freePort();
        List<PortMapping> ports = List.of(new PortMapping(port, 80, PortMapping.Protocol.TCP));
        ContainerConfig.Builder config =
                config("ucr", "web").command(new Command.ImageDefault(List.of()));
        launched(config.network(new Network.Named("mesos-bridge", ports)).build());
        Awaitility.await().until(() -> answers("127.0.0.1", port));

        ContainerConfig other =
                config("other", "web").shell("true").network(new Network.Named("x", ports)).build();
        assertThat(await(containerizer.launch(other)).toString())
                .contains("the network 'x' is unknown");
    }

    @Test
    void takesANetworkOfThatNameFromItsFileWhereThereIsOne() throws IOException {
        Path networks = Files.createDirectory(temporary.resolve("networks"));
        Files.writeString(
                networks.resolve("own.json"),
                "{\"cniVersion\": \"0.4.0\", \"name\": \"mesos-bridge\", \"type\": \"absent\"}");
        LinuxContainerizerConfig config = machine.config();
        containerizer.close();
        containerizer = reopen(config.withNetworks(config.networks().withConfigDir(networks)));
        containerizer.recover();
        ContainerConfig named =
                config("own", "web")
                        .shell("true")
                        .network(new Network.Named("mesos-bridge", List.of()))
                        .build();
        assertThat(await(containerizer.launch(named)).toString())
                .contains("the CNI plugin")
                .contains("absent is not installed");
    }

    @Test
    void hasRulesForAnotherSubnetBesideThoseOfTheOneBefore() throws IOException {
        launched(sleeper("first"));
        containerizer.close();
        shell("ip link del " + BRIDGE);
        LinuxContainerizerConfig config = machine.config();
        containerizer =
                LinuxContainerizer.open(
                        config.withNetworks(config.networks().withBridge(BRIDGE, "10.249.5.0/24")));
        containerizer.recover();

        launched(sleeper("second"));

        assertThat(rules())
                .contains("-s 10.249.7.0/24 ! -o " + BRIDGE, "-s 10.249.5.0/24 ! -o " + BRIDGE);
    }

    private ContainerConfig sleeper(String name) throws IOException {
        Path sandbox = Files.createDirectory(temporary.resolve(name));
        return ContainerConfig.builder(ContainerId.of(name), sandbox)
                .shell("exec sleep 1000")
                .network(new Network.Bridge(List.of()))
                .build();
    }

    @Test
    void leadsPortsOfUdpToAContainer() throws IOException {
        int port = freePort();
        launched(web("udp", port, PortMapping.Protocol.UDP));
        assertThat(rules()).contains("-p udp").contains("--dport " + port + " ");
        await(containerizer.destroy(ContainerId.of("udp")));
        assertThat(rules()).doesNotContain("--dport " + port + " ");
    }

    private ContainerConfig web(String name, int port, PortMapping.Protocol protocol)
            throws IOException {
        return config(name, "web")
                .command(new Command.ImageDefault(List.of()))
                .network(new Network.Bridge(List.of(new PortMapping(port, 80, protocol))))
                .build();
    }

    /** A shell's line that asks for a page; a static busybox's wget crashes on some machines. */
    private static String getting(String host, int port) {
        return "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 5 %s %d".formatted(host, port);
    }

    private interface Body {
        void run() throws IOException;
    }

    /** With a machine at 10.249.6.2 that knows no way to the bridge's addresses. */
    private static void besideAnotherMachine(Body body) throws IOException {
        shell("ip netns add mctestother");
        try {
            shell(
                    """
                    ip link add mctest1 type veth peer name eth0 netns mctestother
                    ip addr add 10.249.6.1/24 dev mctest1 && ip link set mctest1 up
                    ip -n mctestother addr add 10.249.6.2/24 dev eth0
                    ip -n mctestother link set eth0 up
                    """);
            body.run();
        } finally {
            shell("ip netns del mctestother");
        }
    }

    private int pings;

    /** Whether a container that starts now reaches a machine that knows no way to the bridge. */
    private boolean reachesAnother() throws IOException {
        ContainerConfig config =
                config("pings-" + pings++, "web")
                        .shell("busybox ping -c 1 -W 2 10.249.6.2")
                        .network(new Network.Bridge(List.of()))
                        .build();
        launched(config);
        return await(containerizer.awaitExit(config.id())).exitCode().orElse(1) == 0;
    }

    private static String shell(String lines) throws IOException {
        return Program.run(List.of("sh", "-ec", lines), Duration.ofSeconds(30));
    }

    @Test
    void keepsABridgedContainerOverARestartAndReleasesItAfterwards() throws IOException {
        int port = freePort();
        ContainerConfig config = web("web", port, PortMapping.Protocol.TCP);
        Launched before = launched(config);
        containerizer.close();
        containerizer = reopen();
        assertThat(containerizer.recover()).hasSize(1);
        assertThat(containerizer.status(config.id())).contains(before.status());
        Awaitility.await().until(() -> answers("127.0.0.1", port));
        containerizer.signal(config.id(), 15);
        await(containerizer.destroy(config.id()));
        assertThat(rules()).doesNotContain("--dport " + port);
    }

    @Test
    void sharesThePodsNetworkWithItsTasks() throws IOException {
        ContainerId pod = ContainerId.of("pod");
        Path sandbox = Files.createDirectory(temporary.resolve("pod"));
        launched(
                ContainerConfig.builder(pod, sandbox)
                        .network(new Network.Bridge(List.of()))
                        .build());
        ContainerConfig web =
                ContainerConfig.builder(
                                pod.child("web"), Files.createDirectory(temporary.resolve("web")))
                        .image("web", false)
                        .command(new Command.ImageDefault(List.of()))
                        .build();
        launched(web);
        Awaitility.await()
                .until(
                        () ->
                                answers(
                                        containerizer
                                                .status(pod)
                                                .orElseThrow()
                                                .addresses()
                                                .getFirst()
                                                .getHostAddress(),
                                        80));
        ContainerConfig host =
                ContainerConfig.builder(
                                pod.child("host"), Files.createDirectory(temporary.resolve("h")))
                        .shell("busybox wget -q -O - http://127.0.0.1/")
                        .build();
        assertThat(output(host)).contains("hello from the image");
    }
}
