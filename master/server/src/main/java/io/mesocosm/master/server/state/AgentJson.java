package io.mesocosm.master.server.state;

import io.mesocosm.master.core.agent.Agent;
import io.mesocosm.master.core.agent.AgentSpec;
import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.server.outgoing.Agents;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.AgentInfo;
import java.util.TreeSet;

/** An agent, registered or known from the registry only. */
final class AgentJson {
    private AgentJson() {}

    /** The fields of an agent, into an object that is open. */
    static void fields(JsonWriter writer, Agent agent) {
        identity(writer, agent.id(), agent.spec());
        writer.field("pid", agent.pid());
        writer.field("registered_time", TaskJson.seconds(agent.registered()));
        if (agent.reregistered() != null) {
            writer.field("reregistered_time", TaskJson.seconds(agent.reregistered()));
        }
        ResourcesJson.field(writer, "resources", agent.total());
        ResourcesJson.field(writer, "used_resources", agent.allocated());
        ResourcesJson.field(writer, "offered_resources", agent.offered());
        ResourcesJson.byRole(writer, "reserved_resources", agent.total().reserved());
        ResourcesJson.field(writer, "unreserved_resources", agent.total().unreserved());
        writer.field("active", agent.active());
        writer.field("deactivated", agent.deactivation() != null);
        writer.field("version", agent.spec().version());
        writer.name("capabilities").beginArray();
        new TreeSet<>(agent.spec().capabilities()).forEach(writer::value);
        writer.endArray();
        Deactivation deactivation = agent.deactivation();
        if (deactivation != null && deactivation.drain() != null) {
            MesosJson.write(Agents.drainInfo(deactivation.drain()), writer.name("drain_info"));
            if (deactivation.begun() != null) {
                writer.field(
                        "estimated_drain_start_time_seconds",
                        TaskJson.seconds(deactivation.begun()));
            }
        }
    }

    /** What {@code /slaves} has beside {@link #fields}: resources one by one. */
    static void fullFields(JsonWriter writer, Agent agent) {
        FullResourcesJson.byRole(writer, "reserved_resources_full", agent.total().reserved());
        FullResourcesJson.array(writer, "unreserved_resources_full", agent.total().unreserved());
        FullResourcesJson.array(writer, "used_resources_full", agent.allocated());
        FullResourcesJson.array(writer, "offered_resources_full", agent.offered());
    }

    /** An admitted agent that has not come back since this master was elected. */
    static void recovered(JsonWriter writer, String id, AgentSpec spec) {
        writer.beginObject();
        identity(writer, id, spec);
        writer.endObject();
    }

    private static void identity(JsonWriter writer, String id, AgentSpec spec) {
        AgentInfo info = PayloadReader.read(AgentInfo.parser(), spec.info());
        writer.field("id", id);
        writer.field("hostname", spec.hostname());
        writer.field("port", info.getPort());
        ResourcesJson.attributes(writer, spec.attributes());
        if (info.hasDomain()) {
            MesosJson.write(info.getDomain(), writer.name("domain"));
        }
    }
}
