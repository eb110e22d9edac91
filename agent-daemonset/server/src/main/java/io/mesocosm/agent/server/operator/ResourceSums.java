package io.mesocosm.agent.server.operator;

import io.mesocosm.protocol.json.JsonWriter;
import io.mesocosm.protocol.v1.Resource;
import io.mesocosm.protocol.v1.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Resources summed by name as the state's {@code resources} object: cpus, gpus, mem and disk
 * always, ranges and sets as text, revocable ones under names of their own (spec section 5.4).
 */
final class ResourceSums {
    private final Map<String, Long> scalars = new LinkedHashMap<>();
    private final Map<String, NavigableMap<Long, Long>> ranges = new TreeMap<>();
    private final Map<String, Set<String>> sets = new TreeMap<>();

    ResourceSums() {
        for (String name : new String[] {"cpus", "gpus", "mem", "disk"}) {
            scalars.put(name, 0L);
        }
    }

    static ResourceSums of(Iterable<Resource> resources) {
        ResourceSums sums = new ResourceSums();
        resources.forEach(sums::add);
        return sums;
    }

    void add(Resource resource) {
        String name =
                resource.hasRevocable() ? resource.getName() + "_revocable" : resource.getName();
        switch (resource.getType()) {
            case SCALAR ->
                    scalars.merge(
                            name, Math.round(resource.getScalar().getValue() * 1000), Long::sum);
            case RANGES -> {
                for (Value.Range range : resource.getRanges().getRangeList()) {
                    add(
                            ranges.computeIfAbsent(name, _ -> new TreeMap<>()),
                            range.getBegin(),
                            range.getEnd());
                }
            }
            case SET ->
                    sets.computeIfAbsent(name, _ -> new TreeSet<>())
                            .addAll(resource.getSet().getItemList());
            case TEXT -> {}
        }
    }

    private static void add(NavigableMap<Long, Long> into, long begin, long end) {
        long from = begin;
        long to = end;
        for (Map.Entry<Long, Long> before = into.floorEntry(to + 1);
                before != null && before.getValue() >= from - 1;
                before = into.floorEntry(to + 1)) {
            from = Math.min(from, before.getKey());
            to = Math.max(to, before.getValue());
            into.remove(before.getKey());
        }
        into.put(from, to);
    }

    double scalar(String name) {
        return scalars.getOrDefault(name, 0L) / 1000.0;
    }

    void write(JsonWriter writer) {
        writer.beginObject();
        scalars.forEach((name, thousandths) -> writer.field(name, thousandths / 1000.0));
        ranges.forEach((name, all) -> writer.field(name, text(all)));
        sets.forEach((name, items) -> writer.field(name, "{" + String.join(", ", items) + "}"));
        writer.endObject();
    }

    private static String text(NavigableMap<Long, Long> ranges) {
        StringBuilder text = new StringBuilder("[");
        ranges.forEach(
                (begin, end) ->
                        text.append(text.length() > 1 ? ", " : "")
                                .append(begin)
                                .append('-')
                                .append(end));
        return text.append(']').toString();
    }
}
