package io.mesocosm.master.server.state;

import io.mesocosm.master.core.framework.Capability;
import io.mesocosm.master.core.framework.Framework;
import io.mesocosm.master.core.framework.FrameworkSpec;
import io.mesocosm.master.core.offer.Offer;
import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.json.MesosJson;
import io.mesocosm.protocol.v1.FrameworkInfo;
import io.mesocosm.protocol.v1.scheduler.OfferConstraints;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A framework, in short or with all it has. */
final class FrameworkJson {
    private FrameworkJson() {}

    /** The fields of {@code /state-summary}, into an object that is open. */
    static void summaryFields(JsonWriter writer, Framework framework) {
        FrameworkSpec spec = framework.spec();
        writer.field("id", framework.id());
        writer.field("name", spec.name());
        ResourcesJson.field(writer, "used_resources", framework.allocated());
        ResourcesJson.field(writer, "offered_resources", framework.offered());
        writer.name("capabilities").beginArray();
        new TreeSet<>(spec.capabilities()).forEach(capability -> writer.value(capability.name()));
        writer.endArray();
        writer.field("hostname", orEmpty(spec.hostname()));
        writer.field("webui_url", orEmpty(spec.webuiUrl()));
        writer.field("active", framework.active());
        writer.field("connected", framework.connected());
        writer.field("recovered", framework.recovered());
    }

    /** The framework with its tasks, executors and offers. */
    static void write(JsonWriter writer, Framework framework, ByFramework held) {
        FrameworkSpec spec = framework.spec();
        writer.beginObject();
        summaryFields(writer, framework);
        writer.field("user", spec.user());
        writer.field("failover_timeout", spec.failoverTimeout());
        writer.field("checkpoint", spec.checkpoint());
        writer.field("registered_time", TaskJson.seconds(framework.registered()));
        writer.field("unregistered_time", orZero(framework.unregistered()));
        if (spec.principal() != null) {
            writer.field("principal", spec.principal());
        }
        ResourcesJson.field(writer, "resources", framework.allocated().plus(framework.offered()));
        if (framework.reregistered() != null) {
            writer.field("reregistered_time", TaskJson.seconds(framework.reregistered()));
        }
        roles(writer, spec);
        String id = framework.id();
        each(writer, "tasks", held.tasks().get(id), TaskJson::write);
        each(writer, "unreachable_tasks", held.unreachable().get(id), TaskJson::write);
        each(writer, "completed_tasks", held.completed().get(id), TaskJson::write);
        each(writer, "offers", held.offers().get(id), FrameworkJson::offer);
        each(writer, "executors", held.executors().get(id), ExecutorJson::write);
        described(writer, framework);
        writer.endObject();
    }

    private static void roles(JsonWriter writer, FrameworkSpec spec) {
        if (spec.has(Capability.MULTI_ROLE)) {
            writer.name("roles").beginArray();
            spec.roles().forEach(writer::value);
            writer.endArray();
        } else {
            writer.field("role", spec.effectiveRoles().getFirst());
        }
    }

    private static void described(JsonWriter writer, Framework framework) {
        FrameworkInfo info = PayloadReader.read(FrameworkInfo.parser(), framework.spec().info());
        if (info.hasLabels()) {
            TaskJson.labels(writer, info.getLabels());
        }
        if (!framework.offerConstraints().encoded().isEmpty()) {
            OfferConstraints constraints =
                    PayloadReader.read(
                            OfferConstraints.parser(), framework.offerConstraints().encoded());
            MesosJson.write(constraints, writer.name("offer_constraints"));
        }
    }

    private static void offer(JsonWriter writer, Offer offer) {
        writer.beginObject();
        writer.field("id", offer.id());
        writer.field("framework_id", offer.frameworkId());
        writer.name("allocation_info").beginObject().field("role", offer.role()).endObject();
        writer.field("slave_id", offer.agentId());
        ResourcesJson.field(writer, "resources", offer.resources());
        writer.endObject();
    }

    private static <T> void each(
            JsonWriter writer,
            String name,
            @Nullable List<T> all,
            BiConsumer<JsonWriter, T> write) {
        writer.name(name).beginArray();
        if (all != null) {
            all.forEach(one -> write.accept(writer, one));
        }
        writer.endArray();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static double orZero(@Nullable Instant instant) {
        return instant == null ? 0.0 : TaskJson.seconds(instant);
    }
}
