package io.mesocosm.marathon.core.draft;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group as a client wrote it; a field that was absent is null (spec §1.4, §2.7). */
public record GroupDraft(
        @Nullable String id,
        @Nullable List<AppDraft> apps,
        @Nullable List<GroupDraft> groups,
        @Nullable List<String> dependencies,
        @Nullable Instant version,
        @Nullable Double scaleBy,
        @Nullable Boolean enforceRole,
        boolean hasPods) {

    public static final GroupDraft EMPTY =
            new GroupDraft(null, null, null, null, null, null, null, false);

    /** Whether the draft changes the group's content, beyond a version or a scale factor. */
    public boolean changesContent() {
        return apps != null || groups != null || dependencies != null || hasPods;
    }
}
