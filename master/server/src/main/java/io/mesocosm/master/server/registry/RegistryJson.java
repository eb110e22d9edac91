package io.mesocosm.master.server.registry;

import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.outgoing.Agents;
import io.mesocosm.master.server.outgoing.Statuses;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.MasterInfo;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** What {@code /registrar(1)/registry} shows (spec §5.1, §8). */
public final class RegistryJson {
    private RegistryJson() {}

    /** Writes the registry's content as the master goes by it. */
    public static void write(JsonWriter writer, MasterInfo master, Snapshot snapshot) {
        writer.beginObject().name("master").beginObject().name("info");
        MesosJson.write(master, writer);
        writer.endObject();
        writer.name("slaves").beginObject().name("slaves").beginArray();
        snapshot.agents().forEach(agent -> info(writer, Agents.info(agent.id(), agent.spec())));
        snapshot.recoveredAgents().forEach((id, spec) -> info(writer, Agents.info(id, spec)));
        writer.endArray().endObject();
        times(writer, "unreachable", snapshot.unreachableAgents());
        times(writer, "gone", snapshot.goneAgents());
        writer.endObject();
    }

    private static void info(JsonWriter writer, AgentInfo info) {
        writer.beginObject().name("info");
        MesosJson.write(info, writer);
        writer.endObject();
    }

    private static void times(JsonWriter writer, String name, Map<String, Instant> since) {
        writer.name(name).beginObject().name("slaves").beginArray();
        new TreeMap<>(since)
                .forEach(
                        (id, time) ->
                                writer.beginObject()
                                        .name("id")
                                        .beginObject()
                                        .field("value", id)
                                        .endObject()
                                        .name("timestamp")
                                        .beginObject()
                                        .field("nanoseconds", Statuses.nanos(time))
                                        .endObject()
                                        .endObject());
        writer.endArray().endObject();
    }
}
