package io.mesocosm.master.server.authorization;

import java.util.List;
import java.util.Optional;

/** Whose sandbox a path of an agent's files is in. */
record SandboxPath(String frameworkId, String executorId) {

    /**
     * Reads {@code …/frameworks/<id>/executors/<id>/runs/…}.
     *
     * @return empty for any other path, and for one that steps aside
     */
    static Optional<SandboxPath> of(String path) {
        List<String> parts = List.of(path.split("/", -1));
        if (parts.contains("..") || parts.contains(".")) {
            return Optional.empty();
        }
        for (int i = 0; i + 4 < parts.size(); i++) {
            if (parts.get(i).equals("frameworks")
                    && parts.get(i + 2).equals("executors")
                    && parts.get(i + 4).equals("runs")) {
                return Optional.of(new SandboxPath(parts.get(i + 1), parts.get(i + 3)));
            }
        }
        return Optional.empty();
    }
}
