package io.mesocosm.containerizer.linux;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mesocosm.containerizer.LaunchResult.Cause;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount that a container is to see.
 *
 * @param type of file system, or {@code bind}
 * @param source a path on the host for a bind
 * @param options as mount(8) has them
 */
record Mount(String type, String source, String target, List<String> options) {

    static Mount of(String type, String source, String target, String... options) {
        return new Mount(type, source, target, List.of(options));
    }

    static Mount bind(String source, String target, boolean readOnly) {
        return of("bind", source, target, "rbind", "rslave", readOnly ? "ro" : "rw");
    }

    /**
     * For whoever writes into it: as large as asked, and nothing of it is a device or gives rights.
     */
    static Mount tmpfs(String target, long bytes, boolean readOnly) {
        return of(
                "tmpfs",
                "tmpfs",
                target,
                "nosuid",
                "nodev",
                "mode=1777",
                "size=" + bytes,
                readOnly ? "ro" : "rw");
    }

    /** As a line of the supervisor's spec. */
    String line() throws LaunchException {
        for (String path : List.of(source, target)) {
            if (path.indexOf('\t') >= 0) {
                throw new LaunchException(Cause.INVALID, "A volume's path has a tab: " + path);
            }
        }
        return String.join("\t", type, source, target, String.join(",", options));
    }

    static List<String> lines(List<Mount> mounts) throws LaunchException {
        List<String> lines = new ArrayList<>();
        for (Mount mount : mounts) {
            lines.add(mount.line());
        }
        return lines;
    }

    /** As an OCI runtime wants it. */
    void addTo(ArrayNode mounts) {
        ArrayNode words =
                mounts.addObject()
                        .put("destination", target)
                        .put("type", type)
                        .put("source", source)
                        .putArray("options");
        options.forEach(words::add);
    }
}
