package io.mesocosm.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.mesocosm.agent.core.Settings;
import io.mesocosm.agent.server.executor.ExecutorTokens;
import io.mesocosm.agent.server.link.ScriptedMaster;
import io.mesocosm.containerizer.ContainerId;
import io.mesocosm.containerizer.HostRoot;
import io.mesocosm.containerizer.RootFilesystem;
import io.mesocosm.containerizer.fake.FakeContainerizer;
import io.mesocosm.containerizer.fake.Machine;
import io.mesocosm.protocol.json.JsonException;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.ExecutorInfo;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.TaskInfo;
import io.mesocosm.telemetry.Telemetry;
import io.mesocosm.tls.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A whole agent with a fake machine beneath and a scripted master above; can be killed and started
 * again.
 */
public final class TestAgent implements AutoCloseable {
    public final ScriptedMaster master;
    public final Machine machine = new Machine();
    private final String name = UUID.randomUUID().toString();
    private final Path folder;
    private final @Nullable TlsIdentity identity;
    private final @Nullable ExecutorTokens tokens;
    private final RootFilesystem rootFilesystem;
    private final Telemetry telemetry;
    private FakeContainerizer containerizer;
    private AgentDaemon daemon;

    public TestAgent(Path folder) throws IOException {
        this(folder, null);
    }

    /** An agent that serves its operators over TLS, and those alone who prove who they are. */
    public TestAgent(Path folder, @Nullable TlsIdentity identity) throws IOException {
        this(folder, identity, null, new RootFilesystem.Host(), Telemetry.quiet());
    }

    /** An agent that answers those executors alone that show their tokens. */
    public static TestAgent withTokens(Path folder, ExecutorTokens tokens) throws IOException {
        return new TestAgent(folder, null, tokens, new RootFilesystem.Host(), Telemetry.quiet());
    }

    /** An agent whose commands without an image see the base root file system. */
    public static TestAgent withBase(Path folder) throws IOException {
        return new TestAgent(folder, null, null, new RootFilesystem.Base(), Telemetry.quiet());
    }

    /** An agent that tells of its launches there. */
    public static TestAgent traced(Path folder, Telemetry telemetry) throws IOException {
        return new TestAgent(folder, null, null, new RootFilesystem.Host(), telemetry);
    }

    private TestAgent(
            Path folder,
            @Nullable TlsIdentity identity,
            @Nullable ExecutorTokens tokens,
            RootFilesystem rootFilesystem,
            Telemetry telemetry)
            throws IOException {
        this.rootFilesystem = rootFilesystem;
        this.folder = folder;
        this.identity = identity;
        this.tokens = tokens;
        this.telemetry = telemetry;
        this.master = ScriptedMaster.inProcess(name);
        this.containerizer = new FakeContainerizer(machine);
        this.daemon = new AgentDaemon(settings(), around());
        await().until(() -> !master.heard.isEmpty());
    }

    private AgentSettings settings() {
        Settings core =
                Settings.DEFAULTS.withExecutorTimeouts(
                        Duration.ofSeconds(20), Duration.ofMillis(500), Duration.ofMillis(300));
        return new AgentSettings(
                List.of(name),
                "127.0.0.1",
                "127.0.0.1",
                0,
                0,
                0,
                "host.test",
                folder.resolve("work"),
                folder.resolve("run"),
                "cpus:4;mem:1024;disk:1024;ports:[31000-31010]",
                "rack:a;level:3",
                null,
                "*",
                false,
                false,
                folder,
                "",
                Duration.ofMinutes(15),
                Duration.ofMillis(20),
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Isolation.NONE.withRootFilesystem(rootFilesystem),
                core,
                null,
                new AgentSettings.Security(null, identity != null, identity != null, null)
                        .withTokens(tokens, tokens != null),
                Map.of("master", name));
    }

    private AgentDaemon.Surroundings around() {
        return new AgentDaemon.Surroundings(
                containerizer,
                address -> InProcessChannelBuilder.forName(address).build(),
                Map.of("EXTRA", "1"),
                HostRoot.OWN,
                identity,
                telemetry);
    }

    /** Ends the agent, not its containers, and starts another on the same machine and disk. */
    public void restart() throws IOException {
        int before = master.heard.size();
        daemon.close();
        containerizer = new FakeContainerizer(machine);
        daemon = new AgentDaemon(settings(), around());
        await().until(() -> master.heard.size() > before);
    }

    public FakeContainerizer containers() {
        return containerizer;
    }

    public int port() {
        return daemon.port();
    }

    public int executorPort() {
        return daemon.executorPort();
    }

    public AgentDaemon daemon() {
        return daemon;
    }

    /** The one outermost container. */
    public ContainerId container() {
        await().until(() -> !outermost().isEmpty());
        return outermost().getFirst();
    }

    private List<ContainerId> outermost() {
        return containerizer.containers().stream().filter(id -> id.parent() == null).toList();
    }

    public static FrameworkInfo framework() {
        return json(
                "{'user':'nobody','name':'fw','id':{'value':'F'},'checkpoint':true}",
                FrameworkInfo.getDefaultInstance());
    }

    public static TaskInfo task(String id, String more) {
        return json(
                "{'name':'n','task_id':{'value':'"
                        + id
                        + "'},'agent_id':{'value':'master-S0'},'resources':["
                        + "{'name':'cpus','type':'SCALAR','scalar':{'value':1}},"
                        + "{'name':'mem','type':'SCALAR','scalar':{'value':64}}],"
                        + more
                        + "}",
                TaskInfo.getDefaultInstance());
    }

    public static ExecutorInfo executor(String id, String type) {
        return json(
                "{'type':'"
                        + type
                        + "','executor_id':{'value':'"
                        + id
                        + "'},'framework_id':{'value':'F'},"
                        + (type.equals("CUSTOM") ? "'command':{'value':'./executor'}," : "")
                        + "'resources':[{'name':'cpus','type':'SCALAR','scalar':{'value':0.1}},"
                        + "{'name':'mem','type':'SCALAR','scalar':{'value':32}}]}",
                ExecutorInfo.getDefaultInstance());
    }

    /** A message from JSON with single quotes. */
    public static <T extends Message> T json(String text, T prototype) {
        try {
            return MesosJson.parse(text.replace('\'', '"'), prototype);
        } catch (JsonException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public void awaitStates(String task, String... states) {
        await().untilAsserted(() -> assertThat(master.states(task)).containsExactly(states));
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        master.close();
    }
}
