package io.mesocosm.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.machine.Leftovers;
import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Three masters on one etcd and an agent, as real processes for one test class. The agent is given
 * the masters in an order in which the first leader comes last.
 */
public final class HaCluster
        implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {
    private static final String IP = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Endpoint etcd = new Endpoint(IP, Ports.free());
    private final Endpoint etcdPeer = new Endpoint(IP, Ports.free());
    private final List<ElectedMaster> masters = new ArrayList<>();
    private final Endpoint agent = new Endpoint(IP, Ports.free());
    private final Endpoint executors = new Endpoint(IP, Ports.free());
    private final int firstTaskPort = Ports.freeBlock(40);
    private @Nullable Members members;

    /** A master: its name, where it answers and where agents connect. */
    public record ElectedMaster(String name, Endpoint http, Endpoint link) {

        /** Whether it leads and has read its registry; a frozen one is not to be asked. */
        public boolean leads() {
            return http.answers("/state-summary");
        }
    }

    /** A cluster that is not started. */
    public static HaCluster create() {
        HaCluster cluster = new HaCluster();
        for (int i = 0; i < 3; i++) {
            cluster.masters.add(
                    new ElectedMaster(
                            "master-" + i,
                            new Endpoint(IP, Ports.free()),
                            new Endpoint(IP, Ports.free())));
        }
        return cluster;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path program = etcdProgram();
        Path directory = Files.createTempDirectory("msh");
        String cgroups = "mesocosm-e2e-" + agent.port();
        Members all =
                new Members(
                        directory, new Leftovers(directory, cgroups, Pattern.compile(bridge())));
        members = all;
        Shell.run(directory, "chmod 755 . && mkdir etcd agent");
        // Before etcd: masters wait for it.
        masters.forEach(
                master ->
                        all.add(
                                master.name(),
                                Program.master(masterFlags(master)),
                                () -> master.http().answers("/health")));
        all.add("etcd", etcdCommand(program), () -> etcd.answers("/health"));
        all.start(context.getDisplayName());
        ElectedMaster leader = awaitLeader(masters);
        all.add("agent", Program.agent(agentFlags(cgroups, leader)), this::agentIsRegistered);
        all.start(context.getDisplayName());
    }

    /** The etcd of this tree, built from its Go module where that has not been done. */
    private static Path etcdProgram() throws IOException {
        Path words = Files.createTempFile("etcd-build", ".log");
        try {
            String folder =
                    Shell.run(
                                    Program.ROOT,
                                    List.of(
                                            "bash",
                                            "-c",
                                            "cluster/build etcd 2>" + words + " </dev/null"))
                            .strip();
            return Path.of(folder, "etcd");
        } catch (IllegalStateException e) {
            String said = Files.readString(words);
            if (said.contains("no Go found") || said.contains("Go 1.26 or newer is needed")) {
                throw new TestAbortedException("no etcd, and no Go to build it: " + said, e);
            }
            throw new IllegalStateException("etcd could not be built: " + said, e);
        } finally {
            Files.delete(words);
        }
    }

    private List<String> etcdCommand(Path program) {
        String client = "http://" + etcd;
        String peer = "http://" + etcdPeer;
        return List.of(
                program.toString(),
                "--name=one",
                "--data-dir=" + in("etcd/data"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=one=" + peer);
    }

    private List<String> masterFlags(ElectedMaster master) {
        return List.of(
                "--ip=" + IP,
                "--hostname=" + IP,
                "--port=" + master.http().port(),
                "--agent_link_port=" + master.link().port(),
                "--etcd=" + etcd,
                "--etcd_prefix=/mesocosm/" + agent.port() + "/",
                "--log_dir=" + in(master.name() + "-log"));
    }

    private List<String> agentFlags(String cgroups, ElectedMaster leader) {
        List<String> links =
                Stream.concat(
                                masters.stream().filter(master -> !master.equals(leader)),
                                Stream.of(leader))
                        .map(master -> master.link().toString())
                        .toList();
        int last = firstTaskPort + 39;
        return List.of(
                "--master=" + String.join(",", links),
                "--ip=" + IP,
                "--hostname=" + IP,
                "--port=" + agent.port(),
                "--executor_port=" + executors.port(),
                "--work_dir=" + in("agent/work"),
                "--runtime_dir=" + in("agent/run"),
                "--cgroups_root=" + cgroups,
                "--bridge_name=" + bridge(),
                "--bridge_subnet=10.%d.%d.0/24"
                        .formatted(192 + agent.port() / 256 % 32, agent.port() % 256),
                "--resources=cpus:16;mem:16384;disk:16384;ports:["
                        + firstTaskPort
                        + "-"
                        + last
                        + "]");
    }

    private String bridge() {
        return "msh" + agent.port();
    }

    private boolean agentIsRegistered() {
        return masters.stream()
                .filter(master -> component(master).isAlive())
                .anyMatch(this::hasTheAgent);
    }

    /** Whether that master leads and the agent is registered with it. */
    public boolean hasTheAgent(ElectedMaster master) {
        if (!master.leads()) {
            return false;
        }
        JsonNode slaves = master.http().get("/state-summary").json().path("slaves");
        return Json.elements(slaves).anyMatch(slave -> slave.path("active").asBoolean());
    }

    /** All masters run, one leads and has the agent: as each test finds it. */
    public ElectedMaster whole() {
        members().start("a test");
        ElectedMaster leader = awaitLeader(masters);
        String location = "//" + leader.http();
        Awaitility.await("the agent at " + leader + ", and all to know of it")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () ->
                                hasTheAgent(leader)
                                        && masters.stream()
                                                .map(one -> one.http().get("/redirect"))
                                                .allMatch(
                                                        answer ->
                                                                answer.header("Location")
                                                                        .equals(location)));
        return leader;
    }

    /** Waits until one of these leads; none of them may be frozen. */
    public ElectedMaster awaitLeader(List<ElectedMaster> among) {
        return Awaitility.await("a leader")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () -> among.stream().filter(ElectedMaster::leads).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    public List<ElectedMaster> masters() {
        return List.copyOf(masters);
    }

    /** All masters but this one. */
    public List<ElectedMaster> othersThan(ElectedMaster one) {
        return masters.stream().filter(master -> !master.equals(one)).toList();
    }

    /** Where the masters answer clients. */
    public List<Endpoint> endpoints() {
        return masters.stream().map(ElectedMaster::http).toList();
    }

    public Component component(ElectedMaster master) {
        return members().component(master.name());
    }

    /** The component of that name: etcd or agent. */
    public Component component(String name) {
        return members().component(name);
    }

    /** Where the agent answers operators. */
    public Endpoint agent() {
        return agent;
    }

    /** The highest term that the agent has seen, as it keeps it on disk. */
    public long termSeenByTheAgent() {
        try (Stream<Path> files = Files.walk(in("agent/work"), 3)) {
            Path term = files.filter(file -> file.endsWith("term")).findFirst().orElseThrow();
            return Long.parseLong(Files.readString(term).strip());
        } catch (IOException e) {
            throw new IllegalStateException("the agent's term", e);
        }
    }

    /** The directory of all state, empty of anything of the tests' own but what they add. */
    public Path directory() {
        return members().directory();
    }

    private Path in(String path) {
        return directory().resolve(path);
    }

    private Members members() {
        if (members == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        return members;
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> members().show(context.getDisplayName()));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (members != null) {
            members.end("agent");
        }
    }
}
