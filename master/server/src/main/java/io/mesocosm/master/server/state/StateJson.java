package io.mesocosm.master.server.state;

import io.mesocosm.http.VersionInfo;
import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.snapshot.Pages;
import io.mesocosm.master.core.snapshot.RoleView;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.core.task.Task;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of the master's v0 reads, each written from one snapshot by any thread (spec §5.4).
 */
public final class StateJson {
    private StateJson() {}

    /** {@code /state}. */
    public static void state(JsonWriter writer, MasterIdentity master, Snapshot snapshot) {
        writer.beginObject();
        identity(writer, master);
        long active = snapshot.agents().stream().filter(Agent::active).count();
        writer.field("activated_slaves", (double) active);
        writer.field("deactivated_slaves", (double) (snapshot.agents().size() - active));
        writer.field("unreachable_slaves", (double) snapshot.unreachableAgents().size());
        domain(writer, master);
        leader(writer, master);
        if (master.cluster() != null) {
            writer.field("cluster", master.cluster());
        }
        flags(writer, master);
        agents(writer, snapshot, null, false);
        recoveredAgents(writer, snapshot, null);
        frameworkLists(writer, snapshot, null);
        writer.name("orphan_tasks").beginArray().endArray();
        writer.endObject();
    }

    private static void identity(JsonWriter writer, MasterIdentity master) {
        VersionInfo.CURRENT.writeFields(writer);
        writer.field("start_time", TaskJson.seconds(master.started()));
        writer.field("elected_time", TaskJson.seconds(master.elected()));
        writer.field("id", master.id());
        writer.field("pid", master.pid());
        writer.field("hostname", master.hostname());
        writer.name("capabilities").beginArray();
        MasterIdentity.CAPABILITIES.forEach(writer::value);
        writer.endArray();
    }

    private static void leader(JsonWriter writer, MasterIdentity master) {
        writer.field("leader", master.pid());
        writer.name("leader_info").beginObject();
        writer.field("id", master.id());
        writer.field("pid", master.pid());
        writer.field("port", master.port());
        writer.field("hostname", master.hostname());
        domain(writer, master);
        writer.endObject();
    }

    private static void domain(JsonWriter writer, MasterIdentity master) {
        if (master.domain() != null) {
            MesosJson.write(master.domain(), writer.name("domain"));
        }
    }

    private static void flags(JsonWriter writer, MasterIdentity master) {
        // The web page offers the log where one of these is told.
        for (String name : List.of("log_dir", "external_log_file")) {
            String value = master.flags().get(name);
            if (value != null) {
                writer.field(name, value);
            }
        }
        writer.name("flags").beginObject();
        new TreeMap<>(master.flags()).forEach(writer::field);
        writer.endObject();
    }

    /** {@code /slaves}; one agent alone when an id is given. */
    public static void slaves(JsonWriter writer, Snapshot snapshot, @Nullable String agentId) {
        writer.beginObject();
        agents(writer, snapshot, agentId, true);
        recoveredAgents(writer, snapshot, agentId);
        writer.endObject();
    }

    private static void agents(
            JsonWriter writer, Snapshot snapshot, @Nullable String agentId, boolean full) {
        writer.name("slaves").beginArray();
        for (Agent agent : snapshot.agents()) {
            if (agentId == null || agentId.equals(agent.id())) {
                writer.beginObject();
                AgentJson.fields(writer, agent);
                if (full) {
                    AgentJson.fullFields(writer, agent);
                }
                writer.endObject();
            }
        }
        writer.endArray();
    }

    private static void recoveredAgents(
            JsonWriter writer, Snapshot snapshot, @Nullable String agentId) {
        writer.name("recovered_slaves").beginArray();
        snapshot.recoveredAgents()
                .forEach(
                        (id, spec) -> {
                            if (agentId == null || agentId.equals(id)) {
                                AgentJson.recovered(writer, id, spec);
                            }
                        });
        writer.endArray();
    }

    /** {@code /frameworks}; one framework alone when an id is given. */
    public static void frameworks(
            JsonWriter writer, Snapshot snapshot, @Nullable String frameworkId) {
        writer.beginObject();
        frameworkLists(writer, snapshot, frameworkId);
        writer.endObject();
    }

    private static void frameworkLists(
            JsonWriter writer, Snapshot snapshot, @Nullable String frameworkId) {
        ByFramework held = ByFramework.of(snapshot);
        frameworkList(writer, "frameworks", snapshot.frameworks(), frameworkId, held);
        frameworkList(
                writer, "completed_frameworks", snapshot.completedFrameworks(), frameworkId, held);
        writer.name("unregistered_frameworks").beginArray().endArray();
    }

    private static void frameworkList(
            JsonWriter writer,
            String name,
            Iterable<Framework> frameworks,
            @Nullable String frameworkId,
            ByFramework held) {
        writer.name(name).beginArray();
        for (Framework framework : frameworks) {
            if (frameworkId == null || frameworkId.equals(framework.id())) {
                FrameworkJson.write(writer, framework, held);
            }
        }
        writer.endArray();
    }

    /** {@code /tasks}. */
    public static void tasks(JsonWriter writer, Snapshot snapshot, TaskQuery query) {
        writer.beginObject().name("tasks").beginArray();
        query.select(snapshot).forEach(task -> TaskJson.write(writer, task));
        writer.endArray().endObject();
    }

    /** {@code /roles}. */
    public static void roles(JsonWriter writer, Snapshot snapshot) {
        roles(writer, snapshot.roles());
    }

    /** As that, of these alone. */
    public static void roles(JsonWriter writer, List<RoleView> roles) {
        writer.beginObject().name("roles").beginArray();
        roles.forEach(role -> RolesJson.write(writer, role));
        writer.endArray().endObject();
    }

    /** {@code /state-summary}. */
    public static void summary(JsonWriter writer, MasterIdentity master, Snapshot snapshot) {
        Map<String, Tally> byAgent = new HashMap<>();
        Map<String, Tally> byFramework = new HashMap<>();
        tally(snapshot, byAgent, byFramework);
        writer.beginObject().field("hostname", master.hostname());
        if (master.cluster() != null) {
            writer.field("cluster", master.cluster());
        }
        writer.name("slaves").beginArray();
        for (Agent agent : snapshot.agents()) {
            writer.beginObject();
            AgentJson.fields(writer, agent);
            byAgent.getOrDefault(agent.id(), new Tally()).fields(writer, "framework_ids");
            writer.endObject();
        }
        writer.endArray().name("frameworks").beginArray();
        for (Framework framework : snapshot.frameworks()) {
            writer.beginObject();
            FrameworkJson.summaryFields(writer, framework);
            byFramework.getOrDefault(framework.id(), new Tally()).fields(writer, "slave_ids");
            writer.endObject();
        }
        writer.endArray().endObject();
    }

    /** Tasks of frameworks that are there: those of completed ones count nowhere. */
    private static void tally(
            Snapshot snapshot, Map<String, Tally> byAgent, Map<String, Tally> byFramework) {
        Set<String> live = new HashSet<>();
        snapshot.frameworks().forEach(framework -> live.add(framework.id()));
        for (Pages<Task> pages :
                List.of(snapshot.tasks(), snapshot.unreachableTasks(), snapshot.completedTasks())) {
            for (Task task : pages) {
                if (live.contains(task.frameworkId())) {
                    count(task, byAgent, byFramework);
                }
            }
        }
    }

    private static void count(
            Task task, Map<String, Tally> byAgent, Map<String, Tally> byFramework) {
        byAgent.computeIfAbsent(task.agentId(), _ -> new Tally())
                .add(task.state(), task.frameworkId());
        byFramework
                .computeIfAbsent(task.frameworkId(), _ -> new Tally())
                .add(task.state(), task.agentId());
    }
}
