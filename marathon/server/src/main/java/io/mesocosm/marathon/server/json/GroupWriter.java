package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mesocosm.marathon.core.app.App;
import io.mesocosm.marathon.core.group.Group;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes groups with what the reader asked for (spec §1.4). */
public final class GroupWriter {

    /** Which parts of a group are shown. */
    public record Parts(boolean groups, boolean apps, boolean pods) {
        public static final Parts ALL = new Parts(true, true, true);

        /** The parts that the embed values name; all when there are none. */
        public static Parts parse(List<String> embeds) {
            if (embeds.isEmpty()) {
                return ALL;
            }
            boolean apps =
                    embeds.stream()
                            .anyMatch(e -> e.equals("group.apps") || e.startsWith("group.apps."));
            return new Parts(embeds.contains("group.groups"), apps, embeds.contains("group.pods"));
        }
    }

    private final Parts parts;
    private final Function<App, ObjectNode> writeApp;

    public GroupWriter(Parts parts, Function<App, ObjectNode> writeApp) {
        this.parts = parts;
        this.writeApp = writeApp;
    }

    /** A group as stored or planned, without anything beside its apps. */
    public static ObjectNode plain(Group group) {
        return new GroupWriter(Parts.ALL, AppWriter::write).write(group);
    }

    public ObjectNode write(Group group) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("id", group.id().value());
        ArrayNode dependencies = out.putArray("dependencies");
        group.dependencies().forEach(d -> dependencies.add(d.value()));
        out.put("version", Fields.text(group.version()));
        // Left out when off: strict clients older than Marathon 1.9 fail at a field they do not
        // know.
        if (group.enforceRole() && group.id().parent().isRoot()) {
            out.put("enforceRole", true);
        }
        if (parts.apps()) {
            ArrayNode apps = out.putArray("apps");
            group.apps().values().forEach(a -> apps.add(writeApp.apply(a)));
        }
        if (parts.pods()) {
            out.putArray("pods");
        }
        if (parts.groups()) {
            ArrayNode groups = out.putArray("groups");
            group.groups().values().forEach(g -> groups.add(write(g)));
        }
        return out;
    }

    /** Which embeds of apps an embed of groups carries. */
    public static Set<Embed> appEmbeds(List<String> embeds) {
        return Embed.parse(
                embeds.stream().filter(e -> e.startsWith("group.apps.")).toList(), Set.of());
    }
}
