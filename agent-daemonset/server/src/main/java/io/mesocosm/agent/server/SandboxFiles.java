package io.mesocosm.agent.server;

import static java.util.Objects.requireNonNull;

import io.mesocosm.agent.core.container.ContainerId;
import io.mesocosm.agent.core.executor.ExecutorKey;
import io.mesocosm.agent.server.container.Sandboxes;
import io.mesocosm.http.files.AttachedFiles;
import java.nio.file.Path;

/**
 * Makes sandboxes readable at {@code /files}, under the three names that Mesos gives each (spec
 * section 5.3). Any thread.
 */
final class SandboxFiles {
    private final AttachedFiles files;
    private final Sandboxes sandboxes;

    SandboxFiles(AttachedFiles files, Sandboxes sandboxes) {
        this.files = files;
        this.sandboxes = sandboxes;
    }

    void attach(ExecutorKey executor, ContainerId container) {
        Path sandbox = sandboxes.of(executor, container);
        files.attach(sandbox.toString(), sandbox);
        Path latest = requireNonNull(sandbox.getParent()).resolve("latest");
        files.attach(latest.toString(), latest);
        files.attach(
                "/frameworks/"
                        + executor.frameworkId()
                        + "/executors/"
                        + executor.executorId()
                        + "/runs/latest",
                latest);
    }

    void detach(ExecutorKey executor, ContainerId container) {
        files.detach(sandboxes.of(executor, container).toString());
    }
}
