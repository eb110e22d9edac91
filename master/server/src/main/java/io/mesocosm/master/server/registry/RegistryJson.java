package io.mesocosm.master.server.registry;

import io.mesocosm.master.core.agent.Deactivation;
import io.mesocosm.master.core.snapshot.Snapshot;
import io.mesocosm.master.server.outgoing.Agents;
import io.mesocosm.master.server.outgoing.QuotaMessages;
import io.mesocosm.master.server.outgoing.Statuses;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.AgentInfo;
import io.mesocosm.protocol.v1.MasterInfo;
import io.mesocosm.protocol.v1.WeightInfo;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code /registrar(1)/registry} shows (spec §5.1, §8). */
public final class RegistryJson {
    private RegistryJson() {}

    /** Writes the registry's content as the master goes by it. */
    public static void write(JsonWriter writer, MasterInfo master, Snapshot snapshot) {
        writer.beginObject().name("master").beginObject().name("info");
        MesosJson.write(master, writer);
        writer.endObject();
        writer.name("slaves").beginObject().name("slaves").beginArray();
        snapshot.agents()
                .forEach(agent -> info(writer, Agents.info(agent.id(), agent.spec()), snapshot));
        snapshot.recoveredAgents()
                .forEach((id, spec) -> info(writer, Agents.info(id, spec), snapshot));
        writer.endArray().endObject();
        times(writer, "unreachable", snapshot.unreachableAgents(), snapshot);
        times(writer, "gone", snapshot.goneAgents(), snapshot);
        if (!snapshot.weights().isEmpty()) {
            writer.name("weights").beginArray();
            new TreeMap<>(snapshot.weights())
                    .forEach((role, weight) -> weight(writer, role, weight));
            writer.endArray();
        }
        if (!snapshot.quotas().isEmpty()) {
            writer.name("quota_configs").beginArray();
            new TreeMap<>(snapshot.quotas())
                    .forEach(
                            (role, quota) ->
                                    MesosJson.write(QuotaMessages.config(role, quota), writer));
            writer.endArray();
        }
        writer.endObject();
    }

    private static void weight(JsonWriter writer, String role, double weight) {
        MesosJson.write(WeightInfo.newBuilder().setRole(role).setWeight(weight).build(), writer);
    }

    private static void info(JsonWriter writer, AgentInfo info, Snapshot snapshot) {
        writer.beginObject().name("info");
        MesosJson.write(info, writer);
        deactivation(writer, snapshot.deactivatedAgents().get(info.getId().getValue()));
        writer.endObject();
    }

    private static void deactivation(JsonWriter writer, @Nullable Deactivation deactivation) {
        if (deactivation == null) {
            return;
        }
        writer.field("deactivated", true);
        if (deactivation.drain() != null) {
            MesosJson.write(Agents.drainInfo(deactivation.drain()), writer.name("drain_info"));
        }
    }

    private static void times(
            JsonWriter writer, String name, Map<String, Instant> since, Snapshot snapshot) {
        writer.name(name).beginObject().name("slaves").beginArray();
        new TreeMap<>(since)
                .forEach(
                        (id, time) -> {
                            writer.beginObject()
                                    .name("id")
                                    .beginObject()
                                    .field("value", id)
                                    .endObject()
                                    .name("timestamp")
                                    .beginObject()
                                    .field("nanoseconds", Statuses.nanos(time))
                                    .endObject();
                            deactivation(writer, snapshot.deactivatedAgents().get(id));
                            writer.endObject();
                        });
        writer.endArray().endObject();
    }
}
