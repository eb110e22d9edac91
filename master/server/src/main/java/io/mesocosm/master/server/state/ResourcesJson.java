package io.mesocosm.master.server.state;

import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.resources.Attribute;
import io.mesocosm.resources.Attribute.AttributeValue;
import io.mesocosm.resources.Ranges;
import io.mesocosm.resources.Resource;
import io.mesocosm.resources.Resources;
import io.mesocosm.resources.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resources in the form of the v0 endpoints: one object, cpus, gpus, mem and disk always there,
 * scalars as numbers, ranges and sets as strings, revocable ones under {@code <name>_revocable}.
 */
final class ResourcesJson {
    private static final List<String> ALWAYS =
            List.of(Resource.CPUS, Resource.GPUS, Resource.MEM, Resource.DISK);

    private ResourcesJson() {}

    static void field(JsonWriter writer, String name, Resources resources) {
        writer.name(name);
        object(writer, resources);
    }

    static void object(JsonWriter writer, Resources resources) {
        Map<String, Value> sums = new TreeMap<>();
        ALWAYS.forEach(name -> sums.put(name, new Value.Scalar(0)));
        for (Resource resource : resources) {
            String name = resource.isRevocable() ? resource.name() + "_revocable" : resource.name();
            sums.merge(name, resource.value(), ResourcesJson::sum);
        }
        writer.beginObject();
        sums.forEach((name, value) -> value(writer.name(name), value));
        writer.endObject();
    }

    /** An object with the resources of each role that any are reserved to. */
    static void byRole(JsonWriter writer, String name, Resources resources) {
        writer.name(name).beginObject();
        new TreeMap<>(resources.reservations()).forEach((role, held) -> field(writer, role, held));
        writer.endObject();
    }

    static void attributes(JsonWriter writer, List<Attribute> attributes) {
        writer.name("attributes").beginObject();
        // The first of a name wins, as it does for offer constraints: an object has a name once.
        Map<String, AttributeValue> first = new TreeMap<>();
        attributes.forEach(attribute -> first.putIfAbsent(attribute.name(), attribute.value()));
        first.forEach(
                (name, attribute) -> {
                    writer.name(name);
                    switch (attribute) {
                        case AttributeValue.Of(Value value) -> value(writer, value);
                        case AttributeValue.Text(String text) -> writer.value(text);
                    }
                });
        writer.endObject();
    }

    private static void value(JsonWriter writer, Value value) {
        switch (value) {
            case Value.Scalar scalar -> writer.value(scalar.doubleValue());
            case Ranges ranges -> writer.value(ranges.toString());
            case Value.Items items -> writer.value(items.toString());
        }
    }

    /** Two values of one name; agents do not mix types under a name. */
    private static Value sum(Value one, Value other) {
        if (one instanceof Value.Scalar(long a) && other instanceof Value.Scalar(long b)) {
            return new Value.Scalar(a + b);
        }
        if (one instanceof Ranges a && other instanceof Ranges b) {
            return a.union(b);
        }
        if (one instanceof Value.Items a && other instanceof Value.Items b) {
            return a.union(b);
        }
        return other;
    }
}
