package io.mesocosm.marathon.server.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.mesocosm.marathon.core.draft.GroupDraft;

/** Reads a group definition or update into a draft (spec §2.7). */
public final class GroupReader {

    private GroupReader() {}

    public static GroupDraft read(JsonNode node, JsonErrors errors) {
        return read(Fields.of(node, "", errors));
    }

    private static GroupDraft read(Fields f) {
        JsonNode pods = f.raw("pods");
        return new GroupDraft(
                f.text("id"),
                f.objects("apps", AppReader::read),
                f.objects("groups", GroupReader::read),
                f.texts("dependencies"),
                f.timestamp("version"),
                f.number("scaleBy"),
                f.bool("enforceRole"),
                pods != null && !pods.isEmpty());
    }
}
