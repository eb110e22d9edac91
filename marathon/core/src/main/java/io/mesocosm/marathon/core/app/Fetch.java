package io.mesocosm.marathon.core.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file the agent fetches into the sandbox before the task starts. */
public record Fetch(
        String uri, boolean extract, boolean executable, boolean cache, @Nullable String destPath) {

    private static final List<String> ARCHIVES =
            List.of(
                    ".tar",
                    ".tar.gz",
                    ".tar.bz2",
                    ".tar.xz",
                    ".gz",
                    ".tgz",
                    ".tbz2",
                    ".txz",
                    ".zip");

    /** The entry that an old URI stands for (spec §2.5 rule 7). */
    public static Fetch ofUri(String uri) {
        return new Fetch(uri, ARCHIVES.stream().anyMatch(uri::endsWith), false, false, null);
    }
}
