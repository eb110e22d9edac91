package io.mesocosm.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.e2e.machine.Leftovers;
import io.mesocosm.e2e.machine.Shell;
import io.mesocosm.e2e.wire.Access;
import io.mesocosm.e2e.wire.Answer;
import io.mesocosm.e2e.wire.Endpoint;
import io.mesocosm.e2e.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Master, agent and (when asked for) Marathon as real processes for one test class: ports, state
 * and cgroups of its own; logs shown when a test fails; nothing left when it ends.
 */
public final class Cluster
        implements BeforeAllCallback, AfterAllCallback, AfterTestExecutionCallback {
    private static final String IP = "127.0.0.1";

    private Endpoint master = new Endpoint(IP, Ports.free());
    private Endpoint agent = new Endpoint(IP, Ports.free());
    private final Endpoint executors = new Endpoint(IP, Ports.free());
    private final Endpoint marathon = new Endpoint(IP, Ports.free());
    private final int link = Ports.free();
    private final int firstTaskPort = Ports.freeBlock(40);
    private final List<String> masterFlags = new ArrayList<>();
    private final List<String> agentFlags = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final List<Component> intruders = new ArrayList<>();
    private boolean withMarathon;
    private @Nullable Members members;

    /** A cluster of a master and an agent. */
    public static Cluster create() {
        return new Cluster();
    }

    /** Adds Marathon. */
    public Cluster withMarathon() {
        withMarathon = true;
        return this;
    }

    /** Adds a flag of the agent. */
    public Cluster agentFlag(String flag) {
        agentFlags.add(flag);
        return this;
    }

    /** Adds a flag of the master. */
    public Cluster masterFlag(String flag) {
        masterFlags.add(flag);
        return this;
    }

    /** Adds a variable of the environment of all. */
    public Cluster variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Master and agent are asked over TLS. */
    public Cluster reachedBy(Access access) {
        master = master.by(access);
        agent = agent.by(access);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path directory = Files.createTempDirectory("msc");
        String cgroups = "mesocosm-e2e-" + master.port();
        Members all =
                new Members(
                        directory, new Leftovers(directory, cgroups, Pattern.compile(bridge())));
        members = all;
        Shell.run(directory, "chmod 755 . && mkdir master agent marathon");
        all.add("master", Program.master(masterProgramFlags()), () -> master.answers("/health"));
        all.add("agent", Program.agent(agentProgramFlags(cgroups)), this::agentIsRegistered);
        if (withMarathon) {
            all.add("marathon", Program.marathon(marathonProgramFlags()), this::marathonLeads);
        }
        all.with(environment);
        all.start(context.getDisplayName());
    }

    private List<String> masterProgramFlags() {
        List<String> flags = new ArrayList<>();
        flags.addAll(List.of("--ip=" + IP, "--hostname=" + IP, "--port=" + master.port()));
        flags.addAll(List.of("--agent_link_port=" + link, "--work_dir=" + in("master")));
        flags.addAll(masterFlags);
        return flags;
    }

    private List<String> agentProgramFlags(String cgroups) {
        List<String> flags = new ArrayList<>();
        flags.addAll(List.of("--master=" + IP + ":" + link, "--ip=" + IP, "--hostname=" + IP));
        flags.addAll(List.of("--port=" + agent.port(), "--executor_port=" + executors.port()));
        flags.addAll(List.of("--work_dir=" + in("agent/work")));
        flags.addAll(List.of("--runtime_dir=" + in("agent/run"), "--cgroups_root=" + cgroups));
        flags.addAll(List.of("--bridge_name=" + bridge(), "--bridge_subnet=" + subnet()));
        int last = firstTaskPort + 39;
        flags.add(
                "--resources=cpus:16;mem:16384;disk:16384;ports:["
                        + firstTaskPort
                        + "-"
                        + last
                        + "]");
        flags.addAll(agentFlags);
        return flags;
    }

    /**
     * Starts one more agent that is not to get in: as the other one, but without that one's further
     * flags, and with these.
     */
    public Component intruder(String name, List<String> more) {
        List<String> flags = new ArrayList<>();
        flags.addAll(List.of("--master=" + IP + ":" + link, "--ip=" + IP, "--hostname=" + IP));
        flags.addAll(List.of("--port=" + Ports.free(), "--executor_port=" + Ports.free()));
        flags.addAll(List.of("--work_dir=" + in(name + "/work")));
        flags.addAll(List.of("--runtime_dir=" + in(name + "/run")));
        flags.addAll(List.of("--cgroups_root=mesocosm-e2e-" + master.port() + "-" + name));
        flags.addAll(List.of("--bridge_name=" + bridge(), "--bridge_subnet=" + subnet()));
        flags.addAll(more);
        Shell.run(directory(), List.of("mkdir", name));
        Component intruder =
                new Component(name, Program.agent(flags), in(name + ".log"), () -> true);
        intruders.add(intruder);
        intruder.launch();
        return intruder;
    }

    private String bridge() {
        return "mse" + master.port();
    }

    private String subnet() {
        return "10.%d.%d.0/24".formatted(224 + master.port() / 256 % 32, master.port() % 256);
    }

    private List<String> marathonProgramFlags() {
        return List.of(
                "--master=http://" + master,
                "--http_address=" + IP,
                "--hostname=" + IP,
                "--http_port=" + marathon.port(),
                "--work_dir=" + in("marathon"));
    }

    private boolean agentIsRegistered() {
        return agent.answers("/state")
                && master.answers("/state-summary")
                && Json.elements(master.get("/state-summary").json().path("slaves"))
                        .anyMatch(slave -> slave.path("active").asBoolean());
    }

    private boolean marathonLeads() {
        return marathon.answers("/v2/leader") && marathon.answers("/v2/apps");
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        context.getExecutionException()
                .ifPresent(failure -> members().show(context.getDisplayName()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        intruders.forEach(Component::stop);
        intruders.forEach(intruder -> intruder.runToEnd("--recover=cleanup"));
        members().end("agent");
    }

    /** The component of that name: master, agent or marathon. */
    public Component component(String name) {
        return members().component(name);
    }

    private Members members() {
        if (members == null) {
            throw new IllegalStateException("the cluster is not started");
        }
        return members;
    }

    /** Where the master answers. */
    public Endpoint master() {
        return master;
    }

    /** The port of the master's agent link. */
    public int link() {
        return link;
    }

    /** Where the agent answers operators. */
    public Endpoint agent() {
        return agent;
    }

    /** Where the agent answers executors. */
    public Endpoint executors() {
        return executors;
    }

    /** Where Marathon answers. */
    public Endpoint marathon() {
        return marathon;
    }

    /** The directory of all state, empty of anything of the tests' own but what they add. */
    public Path directory() {
        return members().directory();
    }

    /** The one agent as the master's /slaves shows it. */
    public JsonNode registeredAgent() {
        Answer answer = master.get("/slaves");
        return answer.json().path("slaves").path(0);
    }

    private Path in(String path) {
        return directory().resolve(path);
    }
}
